import { TEXT_MESSAGES, textMessage } from '../support/text-message.ts';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/engine/rule.ts';
import { lintTexts } from '../support/lint-texts.ts';

const TEXT = 'a 1\nb 2\n<domain x>\n  c 3\n</domain>\n';

/** A rule that reports every directive of some names. */
function reporting(id: string, names: readonly string[], more: Partial<Rule> = {}): Rule {
  return {
    id,
    category: 'names',
    severity: 'warning',
    preset: 'recommended',
    fixes: [],
    summary: id,

    messages: TEXT_MESSAGES,
    check({ model, report }) {
      for (const use of model.directives.filter(({ name }) => names.includes(name))) {
        report({ location: { file: use.file, range: use.nameRange }, ...textMessage(`${id} ${use.name}`) });
      }
    },
    ...more,
  };
}

function messages(rules: readonly Rule[], settings: Parameters<typeof lintTexts>[2] = {}): string[] {
  return lintTexts(TEXT, rules, settings).findings.map(({ message }) => message);
}

describe('one cause, one finding', () => {
  it('keeps the more telling rule of a line, whichever runs first', () => {
    const winner = reporting('winner', ['a'], { supersedes: ['loser'] });
    const loser = reporting('loser', ['a', 'b']);
    expect(messages([winner, loser])).toEqual(['winner a', 'loser b']);
    expect(messages([loser, winner])).toEqual(['winner a', 'loser b']);
  });

  it('keeps both where neither supersedes the other', () => {
    expect(messages([reporting('one', ['a']), reporting('two', ['a'])])).toEqual(['one a', 'two a']);
  });

  it('covers a whole section where the rule says so', () => {
    const section: Rule = reporting('section', [], {
      supersedes: 'all',
      check({ model, report }) {
        for (const { file, node, tagRange } of model.sections) {
          if (node === null) continue;
          report({
            location: { file, range: tagRange },
            ...textMessage('section'),
            silencesRange: { start: node.open.start, end: node.end },
          });
        }
      },
    });
    expect(messages([reporting('any', ['a', 'b', 'c']), section])).toEqual(['any a', 'any b', 'section']);
  });

  it('does not supersede in another file', () => {
    const winner = reporting('winner', ['a'], { supersedes: ['loser'] });
    const loser = reporting('loser', ['a', 'z']);
    const { findings } = lintTexts({ config: 'a 1\ninclude more\n', more: 'z 1\n' }, [winner, loser]);
    expect(findings.map(({ path, message }) => [path, message])).toEqual([
      ['/etc/pmta/config', 'winner a'],
      ['/etc/pmta/more', 'loser z'],
    ]);
  });
});

describe('lint', () => {
  it('orders findings by path, start and rule, whatever the order of rules', () => {
    const rules = [reporting('b', ['b', 'a']), reporting('a', ['a', 'b'])];
    expect(messages(rules)).toEqual(['a a', 'b a', 'a b', 'b b']);
    expect(messages(rules.toReversed())).toEqual(['a a', 'b a', 'a b', 'b b']);
  });

  it('shows infos and strict rules from preset strict on', () => {
    const rules = [
      reporting('info', ['a'], { severity: 'info' }),
      reporting('strict', ['a'], { preset: 'strict' }),
      reporting('plain', ['a']),
    ];
    expect(messages(rules, { preset: 'recommended' })).toEqual(['plain a']);
    expect(messages(rules, { preset: 'strict' })).toEqual(['info a', 'plain a', 'strict a']);
  });

  it('makes equal findings of a file that is included twice one', () => {
    const texts = {
      config: '<domain a>\n include limits\n</domain>\n<domain b>\n include limits\n</domain>\n',
      limits: 'max 1\n',
    };
    expect(lintTexts(texts, [reporting('once', ['max'])]).findings).toHaveLength(1);
  });

  it('keeps the fix of equal findings only where it is the same for all of them', () => {
    const texts = {
      config: '<domain a>\n include limits\n</domain>\n<domain b>\n include limits\n</domain>\n',
      limits: 'max 1\n',
    };
    const fixing = (text: (block: string) => string): Rule =>
      reporting('once', [], {
        fixes: ['neutral'],
        check({ model, report }) {
          for (const use of model.named('max')) {
            const at = { file: use.file, range: use.nameRange };
            const edits = [{ ...at, text: text(use.section.argument ?? '') }];
            report({
              location: at,
              ...textMessage('once'),
              fix: { effect: 'neutral', title: 'mend', edits },
            });
          }
        },
      });
    const fixOf = (rule: Rule): unknown =>
      lintTexts(texts, [rule]).findings.map(({ fix }) => fix?.edits[0]?.text ?? null);
    expect(fixOf(fixing(() => 'same'))).toEqual(['same']);
    expect(fixOf(fixing((block) => block))).toEqual([null]);
  });

  it('goes on when a rule stops, and says which', () => {
    const broken = reporting('broken', [], {
      check() {
        throw new Error('no way');
      },
    });
    expect(() => messages([broken, reporting('fine', ['a'])])).toThrow('broken: no way');
  });
});
