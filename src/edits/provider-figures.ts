import { strictness } from '../catalog/compare-values.ts';
import { limitsOf, type BackoffFigures, type FigureEvidence, type Provider } from '../catalog/providers.ts';
import type { Reputation, Settings } from '../engine/settings.ts';
import { factsOf, halfRate, valueOf } from './stricter-values.ts';

/** Backoff without provider figures, as vendors' defaults and published advice agree: 1 connection, 1 message/min, 1 h. */
export const COMMON_BACKOFF: BackoffFigures = {
  maxSmtpOut: 1,
  maxMsgRate: '1/m',
  retryAfter: '1h',
  toNormalAfter: '1h',
};

/** What a figure rests on: the catalog's evidence, or the user's own settings. */
export type FigureBasis = FigureEvidence | 'settings';

export interface ConnectionFigure {
  readonly connections: number;
  readonly evidence: FigureBasis;
  /** Above it a provider refuses; undefined where nothing says. */
  readonly ceiling: number | undefined;
  readonly ceilingEvidence: FigureBasis;
}

/** How well a provider knows the sending addresses, by the settings for it or for all. */
export function reputationWith(provider: Provider, settings: Settings): Reputation {
  return settings.ownLimits.get(provider.id)?.reputation ?? settings.reputation;
}

/** The figure for the declared reputation (`established`: the ceiling), or the user's own limit; undefined for none. */
export function connectionFigure(provider: Provider, settings: Settings): ConnectionFigure | undefined {
  const own = settings.ownLimits.get(provider.id)?.maxSmtpOut;
  if (own !== undefined)
    return { connections: own, evidence: 'settings', ceiling: undefined, ceilingEvidence: 'settings' };
  const reputation = reputationWith(provider, settings);
  const limits = limitsOf(provider).maxSmtpOut;
  if (limits === undefined) return undefined;
  const { cold, warm, ceiling, evidence, ceilingEvidence = evidence } = limits;
  if (reputation === 'established')
    return { connections: ceiling ?? warm, evidence: ceilingEvidence, ceiling, ceilingEvidence };
  if (reputation === 'warm') return { connections: warm, evidence, ceiling, ceilingEvidence };
  // No provider publishes a figure for new IPs: theirs come from vendors.
  const basis = evidence === 'published' ? 'vendor' : evidence;
  return { connections: cold, evidence: basis, ceiling, ceilingEvidence };
}

export interface MessageFigure {
  readonly messages: number;
  readonly evidence: FigureBasis;
  /** Above it a provider ends the session or defers; undefined where nothing says. */
  readonly ceiling: number | undefined;
  readonly ceilingEvidence: FigureBasis;
}

/** The messages of one connection that are recommended; a limit of the user's own replaces them. Undefined where there are none. */
export function messageFigure(provider: Provider, settings: Settings): MessageFigure | undefined {
  const own = settings.ownLimits.get(provider.id)?.maxMsgPerConnection;
  if (own !== undefined)
    return { messages: own, evidence: 'settings', ceiling: undefined, ceilingEvidence: 'settings' };
  const limits = limitsOf(provider).maxMsgPerConnection;
  if (limits === undefined) return undefined;
  const { recommended, ceiling, evidence, ceilingEvidence = evidence } = limits;
  return { messages: recommended, evidence, ceiling, ceilingEvidence };
}

export interface RateFigure {
  /** As PowerMTA writes it. */
  readonly rate: string;
  readonly evidence: FigureBasis;
}

/** The rate for IPs without reputation, or the user's own limit; undefined for known IPs and without a figure. */
export function rateFigure(provider: Provider, settings: Settings): RateFigure | undefined {
  const own = settings.ownLimits.get(provider.id)?.maxMsgRate;
  if (own !== undefined) return { rate: own, evidence: 'settings' };
  if (reputationWith(provider, settings) !== 'cold') return undefined;
  const { newIp, evidence = 'none' } = limitsOf(provider).maxMsgRate ?? {};
  return newIp === undefined ? undefined : { rate: newIp, evidence };
}

/** What backoff sets for a provider; the common figures where it has none of its own. */
export function backoffFigures(provider: Provider): BackoffFigures {
  return limitsOf(provider).backoff ?? COMMON_BACKOFF;
}

/** Connections as a number: `Infinity` for unlimited, undefined for another value, or one whose meaning is unsure (0). */
export function connectionsIn(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^unlimited$/i.test(value)) return Number.POSITIVE_INFINITY;
  const number = /^\d+$/.test(value) ? Number(value) : 0;
  return number > 0 ? number : undefined;
}

/** Messages of one connection as a number: `Infinity` for 0, which is no limit; undefined for another value. */
export function messagesIn(value: string | null): number | undefined {
  if (value === null || !/^\d+$/.test(value)) return undefined;
  return Number(value) === 0 ? Number.POSITIVE_INFINITY : Number(value);
}

/** A rate in messages a minute: `Infinity` for none, undefined for what is not a rate. */
export function perMinute(rate: string | null): number | undefined {
  const value = rate === null ? undefined : valueOf('max-msg-rate', rate);
  if (value?.kind !== 'rate') return undefined;
  return value.count === 0 ? Number.POSITIVE_INFINITY : (value.count / value.perSeconds) * 60;
}

/** The seconds of the first item of an interval list; undefined for another value. */
export function firstInterval(list: string | null): number | undefined {
  const value = list === null ? undefined : valueOf('retry-after', list);
  if (value?.kind === 'interval') return value.seconds;
  return value?.kind === 'intervals' ? value.seconds[0] : undefined;
}

/** The stricter of a figure and the current value (null: none) as a valid value; null where they cannot be compared. */
export function stricterOf(directive: string, figure: string, current: string | null): string | null {
  if (current === null || current === '') return figure;
  const change = strictness(factsOf(directive), 'domain', current, figure);
  if (change === 'unknown') return null;
  return change === 'looser' ? current : figure;
}

/** A backoff rate below the normal one: the figure, else one message a minute, else half of the normal rate. */
export function slowerRate(figure: string, normalRate: string | null): string {
  const normal = perMinute(normalRate) ?? Number.POSITIVE_INFINITY;
  if (normal > (perMinute(figure) ?? 0)) return figure;
  return normal > 1 || normalRate === null ? '1/m' : (halfRate(normalRate) ?? normalRate);
}

/** Intervals for backoff whose first is no shorter than the first one of the normal state. */
export function slowerRetry(figure: string, normalRetry: string | null): string {
  const normal = firstInterval(normalRetry) ?? 0;
  return normalRetry !== null && (firstInterval(figure) ?? 0) < normal ? normalRetry : figure;
}

export function slowestBackoff(all: readonly BackoffFigures[]): BackoffFigures {
  const longer = (a: string, b: string) => ((firstInterval(a) ?? 0) >= (firstInterval(b) ?? 0) ? a : b);
  return all.reduce((a, b) => ({
    maxSmtpOut: Math.min(a.maxSmtpOut, b.maxSmtpOut),
    maxMsgRate:
      (perMinute(a.maxMsgRate) ?? 0) <= (perMinute(b.maxMsgRate) ?? 0) ? a.maxMsgRate : b.maxMsgRate,
    retryAfter: longer(a.retryAfter, b.retryAfter),
    toNormalAfter: longer(a.toNormalAfter, b.toNormalAfter),
  }));
}
