import { booleanOf, type DirectiveUse, foldName, isTemplateLine, type Model, type Rule } from '../../kit.ts';
import { isSelectionKnown } from '../../../src/model/source-reach.ts';
import type { Source } from '../../../src/model/scopes/sources.ts';

const SWITCH = 'suppress-local-dsn';

/** Sources that clients come to by a login, folded. */
function sourcesOfUsers(model: Model): ReadonlySet<string> {
  const users = model.sectionsOf('smtp-user');
  const named = users.flatMap((user) => user.named('source'));
  return new Set(users.length === 0 ? [] : ['{auth}', ...named.map((use) => foldName(use.plainValue ?? ''))]);
}

/** Whether mail for others is handed in through a source. */
function isForSenders({ sources }: Model, source: Source, users: ReadonlySet<string>): boolean {
  const mayRelay = sources.isOn(source, 'always-allow-relaying') || users.has(foldName(source.name));
  return mayRelay && sources.isOn(source, 'smtp-service');
}

/** Whether bounce messages are switched off the old way, for senders of all domains. */
function isOffByDomain(model: Model): boolean {
  const isForAll = ({ section }: DirectiveUse): boolean =>
    section.parent === model.root && section.argument === '*';
  const use = model.named('deliver-local-dsn').findLast(isForAll);
  return use !== undefined && booleanOf(use.plainValue ?? '') !== true;
}

export const rule: Rule = {
  id: 'local-dsn-to-senders',
  category: 'bounces',
  severity: 'info',
  preset: 'strict',
  fix: 'none',
  summary: 'a bounce message is made for each failure of mail that your own systems hand in',
  requires: ['<source>'],
  check({ model, report }) {
    const { sources } = model;
    if (isOffByDomain(model)) return;
    const users = sourcesOfUsers(model);
    for (const source of sources.all) {
      const [section] = source.sections;
      if (section === undefined || !isSelectionKnown(model, source, [SWITCH, 'smtp-service'])) continue;
      if (source.sections.some(({ content }) => content.some(isTemplateLine))) continue;
      if (!isForSenders(model, source, users)) continue;
      const { value, use } = sources.setting(source, SWITCH);
      if (booleanOf(value ?? '') !== false) continue;
      if (use === null && !model.isWhole) continue;
      const what =
        use === null ? 'suppress-local-dsn is not set (default no)' : `suppress-local-dsn is ${value ?? ''}`;
      report({
        location: { file: section.file, range: section.tagRange },
        message: `${what}, so each failure of bulk mail from this source becomes a bounce message to its envelope sender: as many messages as there are dead addresses, which load the queues and may be counted a second time where they come in; where failures are read from accounting files, 'suppress-local-dsn yes' spares them`,
      });
    }
  },
};
