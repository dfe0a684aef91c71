import { FIX_EFFECTS, PROVED_EFFECTS, total } from '../../src/engine/finding.ts';
import { TEXT_MESSAGES, textMessage } from '../support/text-message.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleFix, Rule } from '../../src/engine/rule.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import { removeLine, replaceName, replaceValue } from '../../src/edits/writing.ts';
import { fixFiles, type FixOutcome } from '../../src/fix/passes.ts';
import { applyEdits } from '../../src/fix/edits.ts';
import type { DirectiveUse } from '../../src/model/source/content.ts';
import { loadModel } from '../../src/model/load.ts';
import { SourceFiles } from '../../src/model/source/source-file.ts';
import { memoryFileSystem } from '../support/memory-file-system.ts';

const PATH = '/etc/pmta/config';

/** A rule that fixes directives of one name. */
function fixing(name: string, fix: (use: DirectiveUse) => RuleFix | null, id = `fix-${name}`): Rule {
  return {
    id,
    category: 'names',
    severity: 'error',
    preset: 'recommended',
    fixes: ['tightens'],
    summary: id,

    messages: TEXT_MESSAGES,
    check({ model, report }) {
      for (const use of model.named(name)) {
        const mended = fix(use);
        if (mended !== null)
          report({
            location: { file: use.file, range: use.nameRange },
            ...textMessage(`${id} here`),
            fix: mended,
          });
      }
    },
  };
}

function safely(edits: RuleFix['edits']): RuleFix {
  return { effect: 'tightens', title: 'fix it', edits };
}

function fixText(text: string | Uint8Array, rules: readonly Rule[], unsafe = false): FixOutcome {
  const files = new SourceFiles(memoryFileSystem({ [PATH]: text }));
  return fixFiles({
    files,
    load: (current) => [loadModel(current.read(PATH), current, { version: '5.0' })],
    rules,
    settings: settingsFor(),
    effects: unsafe ? FIX_EFFECTS : PROVED_EFFECTS,
  });
}

function textAfter(outcome: FixOutcome, before: string): string {
  return outcome.changed[0]?.text ?? before;
}

describe('fixFiles', () => {
  it('applies fixes that keep their promise, and lints the result', () => {
    const before = '<domain *>\n  max-smtp-out 500 # many\n</domain>\n';
    const lower = fixing('max-smtp-out', (use) =>
      use.value === '20' ? null : safely([replaceValue(use, '20')]),
    );
    const outcome = fixText(before, [lower]);
    expect(textAfter(outcome, before)).toBe('<domain *>\n  max-smtp-out 20 # many\n</domain>\n');
    expect(outcome).toMatchObject({ fixed: { tightens: 1 }, withheld: [], stopped: null });
  });

  it('withholds a tightening fix that loosens a limit, and gives the rule', () => {
    const before = '<domain *>\n  max-smtp-out 20\n</domain>\n';
    const raise = fixing('max-smtp-out', (use) => safely([replaceValue(use, '500')]));
    const outcome = fixText(before, [raise]);
    expect(outcome.changed).toEqual([]);
    expect(outcome.withheld).toEqual([
      {
        rule: 'fix-max-smtp-out',
        path: PATH,
        reason:
          'it would change max-smtp-out of queue no-block-names-this-domain.invalid/{default} otherwise than it promises',
      },
    ]);
  });

  it('finds the one that breaks its promise among many', () => {
    const lines = Array.from(
      { length: 9 },
      (_, index) => `<domain d${index}.com>\n  max-smtp-out ${100 + index}\n</domain>\n`,
    );
    const rule = fixing('max-smtp-out', (use) => {
      if (use.value === '10' || use.value === '900') return null;
      return safely([replaceValue(use, use.value === '104' ? '900' : '10')]);
    });
    const withMessage: Rule = {
      ...rule,
      check: (context) =>
        rule.check({
          ...context,
          report: (finding) =>
            context.report({ ...finding, ...textMessage(`at ${finding.location.range.start}`) }),
        }),
    };
    const outcome = fixText(lines.join(''), [withMessage]);
    expect(total(outcome.fixed)).toBe(8);
    expect(outcome.withheld).toHaveLength(1);
    expect(outcome.changed[0]?.text).toContain('max-smtp-out 104');
  });

  it.each([
    [
      'opens a source',
      '<source 10/8>\n  always-allow-relaying no\n</source>\n',
      'always-allow-relaying',
      'yes',
    ],
    ['opens the monitor', 'http-access 10/8 none\n', 'http-access', '0/0 admin'],
    ['moves the log', 'log-file /var/log/a\n', 'log-file', '/var/log/b'],
    ['sends mail elsewhere', '<domain x>\n  smtp-hosts a.com\n</domain>\n', 'smtp-hosts', 'b.com'],
    ['retries faster', '<domain x>\n  retry-after 1h\n</domain>\n', 'retry-after', '1m'],
    [
      'takes another list',
      '<domain x>\n  smtp-pattern-list a\n</domain>\n<smtp-pattern-list a>\n  reply /x/ mode=backoff\n</smtp-pattern-list>\n',
      'smtp-pattern-list',
      'b',
    ],
    [
      'leaves a VMTA',
      '<virtual-mta v>\n  smtp-source-host 192.0.2.1 a.com\n</virtual-mta>\n',
      'smtp-source-host',
      '192.0.2.2 a.com',
    ],
  ])('withholds a tightening fix that %s', (_, before, name, value) => {
    const outcome = fixText(before, [
      fixing(name, (use) => (use.value === value ? null : safely([replaceValue(use, value)]))),
    ]);
    expect(outcome.withheld).toHaveLength(1);
    expect(outcome.changed).toEqual([]);
  });

  it.each([
    [
      'closes a source',
      '<source 0/0>\n  always-allow-relaying yes\n</source>\n',
      'always-allow-relaying',
      'no',
    ],
    ['closes the monitor', 'http-access 0/0 admin\n', 'http-access', '0/0 none'],
    ['respells a rate', '<domain x>\n  max-msg-rate 100/hour\n</domain>\n', 'max-msg-rate', '100/h'],
    [
      'respells a case',
      '<domain x>\n  smtp-pattern-list A\n</domain>\n<smtp-pattern-list a>\n</smtp-pattern-list>\n',
      'smtp-pattern-list',
      'a',
    ],
    ['slows a retry', '<domain x>\n  retry-after 1m\n</domain>\n', 'retry-after', '10m'],
  ])('applies a tightening fix that %s', (_, before, name, value) => {
    const outcome = fixText(before, [
      fixing(name, (use) => (use.value === value ? null : safely([replaceValue(use, value)]))),
    ]);
    expect(outcome.withheld).toEqual([]);
    expect(total(outcome.fixed)).toBe(1);
  });

  it('reads a deprecated name and its successor as the same', () => {
    const before = '<domain x>\n  route a.com\n  max-msg-per-hour 500\n</domain>\nspool /var/spool/pmta\n';
    const outcome = fixText(before, [
      fixing('route', (use) => safely([replaceName(use, 'smtp-hosts')])),
      fixing('max-msg-per-hour', (use) =>
        safely([replaceName(use, 'max-msg-rate'), replaceValue(use, '500/h')]),
      ),
      fixing('spool', (use) =>
        safely([
          {
            file: use.file,
            range: { start: use.line.start, end: use.line.end },
            text: `<spool ${use.value}>\n</spool>`,
          },
        ]),
      ),
    ]);
    expect(outcome).toMatchObject({ fixed: { tightens: 3 }, withheld: [] });
    expect(textAfter(outcome, before)).toBe(
      '<domain x>\n  smtp-hosts a.com\n  max-msg-rate 500/h\n</domain>\n<spool /var/spool/pmta>\n</spool>\n',
    );
  });

  it('withholds a fix that stops the file from parsing', () => {
    const before = 'log-file /a\n<domain x>\n</domain>\n';
    const rule = fixing('log-file', (use) => ({
      effect: 'unsafe',
      title: 'open a section',
      edits: [{ file: use.file, range: { start: use.line.next, end: use.line.next }, text: '<source x>\n' }],
    }));
    expect(fixText(before, [rule], true).withheld).toMatchObject([
      { reason: 'the file would no longer parse' },
    ]);
  });

  it('applies unsafe fixes only on request', () => {
    const rule = fixing('log-file', (use) => ({
      effect: 'unsafe',
      title: 'move',
      edits: [replaceValue(use, '/b')],
    }));
    const once: Rule = {
      ...rule,
      check: (context) => context.model.named('log-file')[0]?.value !== '/b' && rule.check(context),
    };
    expect(total(fixText('log-file /a\n', [once]).fixed)).toBe(0);
    expect(textAfter(fixText('log-file /a\n', [once], true), '')).toBe('log-file /b\n');
  });

  it('gives a withheld fix another chance when others have changed the file', () => {
    const before =
      '<domain a.com>\n  max-smtp-out 30\n</domain>\n<domain a.com>\n  max-smtp-out 5\n</domain>\n';
    // Without the second line the first one would hold: looser, until that is lowered.
    const fix = fixing('max-smtp-out', (use) => {
      if (use.value === '5') return safely([removeLine(use.file, use.line)]);
      return use.value === '30' ? { ...safely([replaceValue(use, '3')]), effect: 'unsafe' } : null;
    });
    const outcome = fixText(before, [fix], true);
    expect(textAfter(outcome, before)).toBe(
      '<domain a.com>\n  max-smtp-out 3\n</domain>\n<domain a.com>\n</domain>\n',
    );
    expect(outcome).toMatchObject({ fixed: { tightens: 1, unsafe: 1 }, withheld: [], stopped: null });
  });

  it('ends when fixes undo each other', () => {
    const swap = fixing('log-file', (use) => ({
      effect: 'unsafe',
      title: 'swap',
      edits: [replaceValue(use, use.value === '/a' ? '/b' : '/a')],
    }));
    expect(fixText('log-file /a\n', [swap], true).stopped?.reason).toBe('fixes undo each other');
  });

  it('lets fixes in each other’s way wait for the next pass', () => {
    const before = '<domain x>\n  retry-after 1s\n</domain>\n';
    const slower = fixing(
      'retry-after',
      (use) => (use.value === '10m' ? null : safely([replaceValue(use, '10m')])),
      'first',
    );
    const noted = fixing(
      'retry-after',
      (use) => (use.line.comment === null ? safely([{ ...replaceValue(use, `${use.value} # ten`) }]) : null),
      'second',
    );
    const outcome = fixText(before, [slower, noted]);
    expect(textAfter(outcome, before)).toBe('<domain x>\n  retry-after 10m # ten\n</domain>\n');
  });

  it('keeps every byte outside its edits, in latin-1 and with CRLF', () => {
    const before = Buffer.from('# caf\xe9\r\n<domain x>\r\n\tretry-after  1s # \xfc\r\n</domain>', 'latin1');
    const outcome = fixText(before, [
      fixing('retry-after', (use) => (use.value === '10m' ? null : safely([replaceValue(use, '10m')]))),
    ]);
    const after = Buffer.from(outcome.changed[0]?.text ?? '', 'latin1').toString('latin1');
    expect(after).toBe(before.toString('latin1').replace('1s', '10m'));
  });

  it('withholds text that the file’s encoding cannot express', () => {
    const before = Buffer.from('# \xe9\n<domain x>\n retry-after 1s\n</domain>\n', 'latin1');
    const rule = fixing('retry-after', (use) => safely([replaceValue(use, '10m # €')]));
    expect(fixText(before, [rule]).withheld).toMatchObject([{ reason: 'it does not fit the file' }]);
  });

  it('withholds what would make the other bytes of the file mean other characters', () => {
    // Without the last byte, which is not UTF-8, the three before it would be one character.
    const before = Buffer.from('host-name \xE2\x80\xA6\npostmaster \xCC@a\nlog-file /a\n', 'latin1');
    const ascii = fixing('postmaster', (use) =>
      use.value === 'p@a' ? null : { ...safely([replaceValue(use, 'p@a')]), effect: 'unsafe' },
    );
    const outcome = fixText(before, [ascii], true);
    expect(outcome.changed).toEqual([]);
    expect(outcome.withheld.map(({ reason }) => reason)).toEqual(['it does not fit the file']);
    const alone = Buffer.from('postmaster \xCC@a\nlog-file /a\n', 'latin1');
    expect(textAfter(fixText(alone, [ascii], true), '')).toBe('postmaster p@a\nlog-file /a\n');
  });

  it('composes the edits of all passes into edits of the text before', () => {
    const limit = fc.constantFrom('100', '200', '300', '20');
    fc.assert(
      fc.property(fc.array(limit, { minLength: 1, maxLength: 6 }), (limits) => {
        const before = limits
          .map((value, index) => `<domain d${index}>\n  max-smtp-out ${value} #x\n</domain>\n`)
          .join('\n');
        // Steps down one figure a pass, so that several passes touch the same places.
        const steps: Readonly<Record<string, string>> = { 300: '200', 200: '100', 100: '20' };
        const rule = fixing('max-smtp-out', (use) => {
          const next = steps[use.value ?? ''];
          return next === undefined ? null : safely([replaceValue(use, next)]);
        });
        const outcome = fixText(before, [rule]);
        const after = before.replace(/max-smtp-out \d+/g, 'max-smtp-out 20');
        expect(textAfter(outcome, before)).toBe(after);
        const [changed] = outcome.changed;
        if (changed !== undefined) expect(applyEdits(before, changed.composition.edits(PATH))).toBe(after);
      }),
    );
  });

  it('removes a repeated line without a change for mail', () => {
    const before = '<domain x>\n  retry-after 10m\n  retry-after 10m\n</domain>\n';
    const rule = fixing('retry-after', (use) => {
      const first = use.section.named('retry-after')[0];
      return first === use ? null : safely([removeLine(use.file, use.line)]);
    });
    expect(textAfter(fixText(before, [rule]), before)).toBe('<domain x>\n  retry-after 10m\n</domain>\n');
  });
});
