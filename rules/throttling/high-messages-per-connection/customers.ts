import {
  destinationOf,
  type DirectiveUse,
  domainLines,
  type Model,
  namedQueueOf,
  type Provider,
} from '../../kit.ts';
import { messagesIn, type MessageFigure } from '../../../src/edits/provider-figures.ts';
import { isSelected } from '../../../src/model/queues/block-queue.ts';

/** A provider that also receives mail for its customers' domains, and the most that it takes. */
export interface Host {
  readonly provider: Provider;
  readonly most: number;
  readonly basis: MessageFigure['evidence'];
  readonly recommended: number;
}

/** The one of some providers with customers' domains that takes the most messages in a connection; undefined for none. */
export function mostPatientHost(
  providers: readonly Provider[],
  figureOf: (provider: Provider) => MessageFigure | undefined,
): Host | undefined {
  const hosts = providers.flatMap((provider): Host[] => {
    const figure = provider.hostedBusiness === true ? figureOf(provider) : undefined;
    if (figure === undefined || provider.domains?.[0] === undefined) return [];
    const { messages, evidence, ceiling = messages, ceilingEvidence } = figure;
    return [
      {
        provider,
        most: ceiling,
        basis: figure.ceiling === undefined ? evidence : ceilingEvidence,
        recommended: messages,
      },
    ];
  });
  return hosts.toSorted((a, b) => b.most - a.most)[0];
}

/**
 * The lines of `<domain *>` that let through more than a provider with customers' domains takes. No block can name all
 * of these domains, so that they fall to `<domain *>` whatever else the configuration holds, unless a rollup takes them.
 */
export function linesForCustomers(model: Model, { provider, most }: Host, directive: string): DirectiveUse[] {
  const [domain = ''] = provider.domains ?? [];
  if (model.queueOf(domain, null).rollup !== null) return [];
  return domainLines(model, directive).flatMap(({ use, value, blocks }) => {
    if ((messagesIn(value) ?? 0) <= most) return [];
    const block = blocks.find(
      (one) =>
        one.argument === '*' &&
        isSelected(model, one) &&
        destinationOf(model, one) === 'others' &&
        (namedQueueOf(model, one)?.value('smtp-hosts') ?? '') === '',
    );
    return block === undefined ? [] : [use];
  });
}
