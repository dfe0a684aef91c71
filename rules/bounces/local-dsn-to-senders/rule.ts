import type { Source } from '../../../src/model/scopes/sources.ts';
import {
  booleanOf,
  defineRule,
  foldName,
  areUnsetKnown,
  isTemplateLine,
  providerQueuesOf,
  type Model,
} from '../../kit.ts';

const SWITCH = 'suppress-local-dsn';

/** Folded names of the sources that clients get by a login. */
function sourcesOfUsers(model: Model): ReadonlySet<string> {
  const users = model.sectionsOf('smtp-user');
  const named = users.flatMap((user) => user.named('source'));
  return new Set(users.length === 0 ? [] : ['{auth}', ...named.map((use) => foldName(use.plainValue ?? ''))]);
}

/** Whether clients submit mail for others through a source. */
function takesSubmissions({ sources }: Model, source: Source, users: ReadonlySet<string>): boolean {
  const mayRelay = sources.isOn(source, 'always-allow-relaying') || users.has(foldName(source.name));
  return mayRelay && sources.isOn(source, 'smtp-service');
}

/** Whether bounce messages are switched off the old way, for senders of all domains. */
function isOffByDomain(model: Model): boolean {
  const uses = model.named('deliver-local-dsn');
  const use = uses.findLast(({ section }) => section.parent === model.root && section.argument === '*');
  return use !== undefined && booleanOf(use.plainValue ?? '') !== true;
}

/** Whether mail for all domains without a block goes to one relay, or is not sent: then it is no bulk mail of this server. */
function handsOnAllMail(model: Model): boolean {
  const queues = providerQueuesOf(model);
  return queues.groups.every((group) => {
    const queue = queues.defaultQueue(group);
    return queue.type !== 'smtp' || (queue.value('smtp-hosts') ?? '') !== '';
  });
}

export const rule = defineRule({
  id: 'local-dsn-to-senders',
  category: 'bounces',
  severity: 'info',
  preset: 'strict',
  fixes: [],
  summary: 'a bounce message is made for each failure of mail that your own systems hand in',
  requires: ['<source>'],
  messages: {
    notSuppressed: ({ subject, value }: { subject: string; value: string | null }) => ({
      message: `${value === null ? `${subject} is not set (default no)` : `${subject} is ${value}`}, so each failure of bulk mail from this source becomes a bounce message to its envelope sender: as many messages as there are dead addresses, which load the queues and may be counted a second time where they come in; where failures are read from accounting files, 'suppress-local-dsn yes' spares them`,
    }),
  },
  check({ model, report }) {
    const { sources } = model;
    if (isOffByDomain(model) || handsOnAllMail(model)) return;
    const users = sourcesOfUsers(model);
    for (const source of sources.all) {
      const [section] = source.sections;
      if (section === undefined || !areUnsetKnown(model, source, [SWITCH, 'smtp-service'])) continue;
      if (source.sections.some(({ content }) => content.some(isTemplateLine))) continue;
      if (!takesSubmissions(model, source, users)) continue;
      const { value, use } = sources.setting(source, SWITCH);
      if (booleanOf(value ?? '') !== false || (use === null && !model.knows('files'))) continue;
      const data = { subject: SWITCH, value: use === null ? null : value };
      report({ location: section.tagLocation, messageId: 'notSuppressed', data });
    }
  },
});
