import { describe, expect, it } from 'vitest';
import { actionNames, actionsOf, conflictsIn } from '../../src/model/lists/actions.ts';
import { modelOf } from '../support/lint-texts.ts';

/** The actions of the last directive of a list, as they are in the file. */
function actionsIn(kind: string, line: string): (string | null)[] {
  const text = `<${kind} x>\n${line}\n</${kind}>\n`;
  const use = modelOf(text).directives.at(-1);
  return use === undefined
    ? []
    : actionsOf(use).map(({ range }) => (range === null ? null : text.slice(range.start, range.end)));
}

describe('the actions of a rule', () => {
  it.each([
    ['smtp-pattern-list', 'reply /a b/ mode=backoff , skip-mx  # c', ['mode=backoff', 'skip-mx']],
    ['smtp-pattern-list', 'reply /a,b=c/ "mode=backoff,nonsense"', ['mode=backoff', 'nonsense']],
    ['smtp-pattern-list', 'reply /a/ mode=backoff,,skip-mx,', ['mode=backoff', 'skip-mx']],
    ['smtp-pattern-list', 'reply /a/', []],
    ['smtp-pattern-list', 'reply mode=backoff', []],
    ['smtp-pattern-list', 'reply /a/ mode=backoff, \\\n  skip-mx', [null, null]],
    ['smtp-pattern-list', 'rcpt-to /a/ virtual-mta=v', []],
    [
      'pattern-list',
      'header x-a /a/ virtual-mta=v, recipient-priority=5',
      ['virtual-mta=v', 'recipient-priority=5'],
    ],
    ['pattern-list', '* virtual-mta=v', ['virtual-mta=v']],
    ['pattern-list', 'mail-from /a/ call-to: l', ['call-to: l']],
    ['rewrite-list', 'mail-from a@example.com b@example.com', []],
    ['source', 'log-commands yes', []],
  ])('are found where they are written: <%s> %j', (kind, line, expected) => {
    expect(actionsIn(kind, line)).toEqual(expected);
  });

  it('have names of their own in each kind of list', () => {
    expect(actionNames('smtp-pattern-list').has('skip-mx')).toBe(true);
    expect([...actionNames('pattern-list')]).toEqual(['virtual-mta', 'recipient-priority', 'call-to']);
  });

  it('conflict in one way each, also where there are very many', () => {
    const action = (name: string, value?: string) => ({ name, value, at: { start: 0, end: 0 } });
    const kinds = (...actions: ReturnType<typeof action>[]): string[] =>
      conflictsIn(actions).map(({ kind, action: { name } }) => `${name} ${kind}`);
    expect(kinds(action('mode', 'normal'), action('mode', 'backoff'))).toEqual(['mode opposed']);
    expect(kinds(action('mode', 'normal'), action('mode', 'Normal'))).toEqual(['mode repeated']);
    expect(kinds(action('bounce-queue'), action('skip-mx'))).toEqual(['skip-mx opposed']);
    expect(kinds(action('reenable-after', '1h'))).toEqual(['reenable-after without leader']);
    expect(kinds(action('reenable-after', '1h'), action('reenable-after', '2h'))).toEqual([
      'reenable-after without leader',
      'reenable-after repeated',
    ]);
    expect(kinds(...Array.from({ length: 50_000 }, () => action('skip-mx')))).toHaveLength(49_999);
  });
});
