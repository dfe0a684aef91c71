import { type FigureBasis, type MessageFigure, messagesIn } from '../../../src/edits/provider-figures.ts';
import { isSelected } from '../../../src/model/queues/block-queue.ts';
import {
  destinationOf,
  type DirectiveUse,
  domainLines,
  type Model,
  namedQueueOf,
  type Provider,
} from '../../kit.ts';

/** How many messages of one connection a provider accepts. */
export interface Bound {
  readonly messages: number;
  readonly basis: FigureBasis;
  /** Whether the provider accepts no more; else the number is recommended. */
  readonly isMost: boolean;
}

/** The ceiling of a provider; what is recommended where there is none. */
export function mostOf({ messages, evidence, ceiling, ceilingEvidence }: MessageFigure): Bound {
  return ceiling === undefined
    ? { messages, basis: evidence, isMost: true }
    : { messages: ceiling, basis: ceilingEvidence, isMost: true };
}

/** A provider that also receives mail for its customers' domains. */
export interface Host {
  readonly provider: Provider;
  readonly most: Bound;
  readonly recommended: number;
}

/** The one of some providers with customers' domains that accepts the most messages; undefined for none. */
export function mostPatientHost(
  providers: readonly Provider[],
  figureOf: (provider: Provider) => MessageFigure | undefined,
): Host | undefined {
  const hosts = providers.flatMap((provider): Host[] => {
    const figure = provider.hostedBusiness === true ? figureOf(provider) : undefined;
    if (figure === undefined || provider.domains?.[0] === undefined) return [];
    return [{ provider, most: mostOf(figure), recommended: figure.messages }];
  });
  return hosts.toSorted((a, b) => b.most.messages - a.most.messages)[0];
}

/**
 * The lines of `<domain *>` that let through more than a provider with customers' domains accepts. No block can name all
 * of these domains, so their mail uses `<domain *>` unless a rollup takes it.
 */
export function linesForCustomers(model: Model, { provider, most }: Host, directive: string): DirectiveUse[] {
  const [domain = ''] = provider.domains ?? [];
  if (model.queueOf(domain, null).rollup !== null) return [];
  return domainLines(model, directive).flatMap(({ use, value, blocks }) => {
    const isForCustomers = blocks.some(
      (block) =>
        block.argument === '*' &&
        isSelected(model, block) &&
        destinationOf(model, block) === 'others' &&
        (namedQueueOf(model, block)?.value('smtp-hosts') ?? '') === '',
    );
    return isForCustomers && (messagesIn(value) ?? 0) > most.messages ? [use] : [];
  });
}
