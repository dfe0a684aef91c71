import {
  defineRule,
  foldName,
  getOrMake,
  insertAfterLine,
  namedQueueOf,
  providerQueuesOf,
  quote,
  type DirectiveUse,
  type Line,
  type Model,
  type SectionUse,
} from '../../kit.ts';
import { effectiveListOf, replyRuleOf, type EffectiveList } from '../../../src/model/queues/backoff.ts';
import { isRouted, isSelected } from '../../../src/model/queues/block-queue.ts';

const DIRECTIVE = 'reenable-source-ip-after';

/** After how long the patterns of the catalog enable a source IP again. */
const PAUSE = '4h';

/** The first rule of a list that disables a source IP and does not say for how long. */
function disablingLine({ sections }: EffectiveList): DirectiveUse | undefined {
  return sections
    .flatMap((section) => section.named('reply'))
    .find((use) => {
      const names = replyRuleOf(use)?.actions.map(({ name }) => name) ?? [];
      return names.includes('disable-source-ip') && !names.includes('reenable-after');
    });
}

/** Whether every VMTA, or a pool around it, sets the directive itself for all domains. */
function isSetInEveryVmta(model: Model): boolean {
  const queues = providerQueuesOf(model);
  return queues.groups.every((group) => {
    const { scope } = queues.defaultQueue(group).setting(DIRECTIVE);
    return scope === 'vmta' || scope === 'pool';
  });
}

/** The blocks whose queues may be without the directive, in reading order. */
function blocksOf(model: Model): readonly SectionUse[] {
  const blocks = model.sectionsOf('domain').filter((block) => isSelected(model, block));
  return isSetInEveryVmta(model) ? blocks.filter(({ parent }) => parent !== model.root) : blocks;
}

export const rule = defineRule({
  id: 'source-never-re-enabled',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a pattern list that disables source IPs for good',
  requires: ['smtp-pattern-list'],
  messages: {
    neverReenabled: ({ list }: { list: string }) => ({
      message: `${quote(list)} disables source IPs for good: ${DIRECTIVE} is not set`,
      why: 'By default a disabled IP stays out of the queue until someone enables it; without any IP its mail waits.',
      help: `Set ${DIRECTIVE} ${PAUSE}, or add reenable-after=${PAUSE} to the rule.`,
    }),
  },
  check({ model, report }) {
    if (!model.knows('blocks')) return;
    const reported = new Set<Line>();
    const disablingLines = new Map<string, DirectiveUse | null>();
    for (const block of blocksOf(model)) {
      const queue = namedQueueOf(model, block);
      const list = queue === null ? null : effectiveListOf(model, queue);
      if (queue === null || list === null || reported.has(list.reference.line)) continue;
      const disabling = getOrMake(disablingLines, foldName(list.name), () => disablingLine(list) ?? null);
      if (disabling === null || queue.use(DIRECTIVE) !== null || isRouted(model, queue)) continue;
      const { reference } = list;
      reported.add(reference.line);
      report({
        location: reference.nameLocation,
        messageId: 'neverReenabled',
        data: { list: list.name },
        related: [{ ...disabling.nameLocation, message: 'disables a source IP' }],
        fix: () =>
          reference.section.isDefault || reference.continuation.length > 0
            ? null
            : {
                effect: 'unsafe',
                title: `enable source IPs again after ${PAUSE}`,
                edits: [insertAfterLine(reference, [`${DIRECTIVE} ${PAUSE}`])],
              },
      });
    }
  },
});
