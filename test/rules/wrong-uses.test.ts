import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { genuineNames, wrongUses, type WrongUse } from '../../src/catalog/invented.ts';
import { lintTexts } from '../support/lint-texts.ts';
import { MAIN } from '../support/section.ts';

/** A wrong use as it is in a configuration, and its line. */
function written({ scope, name, value }: WrongUse): { text: string; line: number } {
  const line = `${name} ${value}\n`;
  return scope === 'global'
    ? { text: `${MAIN}${line}`, line: 4 }
    : { text: `${MAIN}<${scope} a.example>\n${line}</${scope}>\n`, line: 5 };
}

/** What the errors and warnings at the line of a wrong use are. */
function saidOf(use: WrongUse): { rule: string; message: string }[] {
  const { text, line } = written(use);
  const { findings, model } = lintTexts(text, rules);
  return findings
    .filter(({ start, severity }) => severity !== 'info' && model.main.lines.positionAt(start).line === line)
    .map(({ rule, message }) => ({ rule, message }));
}

describe('a wrong use in the catalog', () => {
  it.each(wrongUses().map((use) => [`${use.name} ${use.value}`, use.scope, use] as const))(
    "'%s' in %s is one finding, of the rule that it names",
    (_line, _scope, use) => {
      expect(saidOf(use).map(({ rule }) => rule)).toEqual([use.rule]);
    },
  );

  it('is put right in the message, where it is a matter of the place', () => {
    const misplaced = wrongUses().filter(({ rule }) => rule === 'misplaced-directive');
    expect(misplaced).toHaveLength(4);
    for (const use of misplaced) {
      expect(saidOf(use)[0]?.message).toContain(`(what is meant is probably: ${use.correct})`);
    }
  });

  it('is reported where it is a mistake, and nowhere else', () => {
    const { findings } = lintTexts(`${MAIN}<source 10.0.0.0/8>\nretry-interval 10m\n</source>\n`, rules);
    const [finding] = findings.filter(({ rule }) => rule === 'misplaced-directive');
    expect(finding?.message).toContain("'retry-interval' cannot stand in <source>");
    expect(finding?.message).not.toContain('what is meant');
  });
});

describe('a genuine name that looks invented', () => {
  it.each(genuineNames().map(({ name }) => name))('%s is neither unknown nor invented', (name) => {
    const scopes = ['domain a.example', 'acct-file /var/log/a.csv', 'virtual-mta a'];
    const texts = [
      `${name} 1\n`,
      ...scopes.map((tag) => `<${tag}>\n${name} 1\n</${tag.split(' ')[0] ?? ''}>\n`),
    ];
    const said = texts.flatMap((text) => lintTexts(MAIN + text, rules).findings.map(({ rule }) => rule));
    expect(said).not.toContain('unknown-directive');
    expect(said).not.toContain('invented-directive');
  });
});
