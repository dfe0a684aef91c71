import { TEXT_MESSAGES, textMessage } from '../support/text-message.ts';
import { rule as expiredSuppression } from '../../rules/suppressions/expired-suppression/rule.ts';
import { rule as suppressionWithoutReason } from '../../rules/suppressions/suppression-without-reason/rule.ts';
import { rule as unusedSuppression } from '../../rules/suppressions/unused-suppression/rule.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { lint } from '../../src/suppressions/lint.ts';
import { readRuleChoice } from '../../src/engine/rule-choice.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { settingsFor, type Choices } from '../../src/engine/settings.ts';
import { loadConfigurations } from '../../src/model/project.ts';
import { filesOf } from '../support/lint-texts.ts';

/** A rule that reports each directive of one name; its id is `no-NAME`. */
export function flagging(name: string, facts: Partial<Rule> = {}): Rule {
  return {
    id: `no-${name}`,
    category: 'names',
    severity: 'error',
    preset: 'recommended',
    fixes: [],
    summary: name,

    messages: TEXT_MESSAGES,
    standsAlone: true,
    check({ model, report }) {
      for (const use of model.named(name))
        report({ location: { file: use.file, range: use.nameRange }, ...textMessage(`${name} is there`) });
    },
    ...facts,
  };
}

/** Two rules to suppress, one about security, and the rules about comments. */
export const RULES: readonly Rule[] = [
  flagging('a', { options: { most: { type: 'integer', default: 5, max: 9, summary: 'how many' } } }),
  flagging('b'),
  flagging('safe', { category: 'security' }),
  unusedSuppression,
  suppressionWithoutReason,
  expiredSuppression,
];

/** What came of linting texts. */
export interface Linted {
  /** `[NAME:]LINE RULE`, the name for other files than `config`. */
  readonly places: readonly string[];
  readonly findings: readonly Finding[];
  readonly suppressed: number;
  readonly failures: readonly string[];
}

export interface Given {
  readonly rules?: readonly Rule[];
  readonly choices?: Choices;
  /** The files that are named, each a configuration unless another one includes it; `config` if absent. */
  readonly names?: readonly string[];
  /** Null for the day of the clock. */
  readonly today?: string | null;
}

/** Lints files of the folder `/etc/pmta`, on 15 June 2026 unless another day is given. */
export function linted(
  texts: string | Readonly<Record<string, string | Uint8Array>>,
  { rules = RULES, choices = {}, names = ['config'], today = '2026-06-15' }: Given = {},
): Linted {
  const files = filesOf(typeof texts === 'string' ? { config: texts } : texts);
  const listed = names.map((name) => files.read(`/etc/pmta/${name}`));
  const models = loadConfigurations(listed, files, { version: '5.0' });
  const settings = settingsFor({
    ...(today === null ? {} : { today }),
    readRuleChoice: (text) => readRuleChoice(text, rules),
    ...choices,
  });
  const { findings, suppressed, failures } = lint(models, rules, settings);
  return {
    places: findings.map(({ path, start, rule }) => {
      const name = path.slice('/etc/pmta/'.length);
      return `${name === 'config' ? '' : `${name}:`}${files.read(path).lines.positionAt(start).line} ${rule}`;
    }),
    findings,
    suppressed,
    failures: failures.map(({ rule }) => rule),
  };
}
