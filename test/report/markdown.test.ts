import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryFileSystem } from '../support/memory-file-system.ts';
import '../support/property-seed.ts';
import type { MailChange } from '../../src/compare/mail-changes.ts';
import { unifiedDiff } from '../../src/fix/unified-diff.ts';
import { loadModel } from '../../src/model/load.ts';
import { SourceFiles } from '../../src/model/source/source-file.ts';
import { markdown, type FixProposal } from '../../src/report/findings/markdown.ts';
import type { PatchedFile } from '../../src/report/findings/shown-patch.ts';
import { readMarkdown } from './read-markdown.ts';
import { CONFIG, fileOf, findingAt, rangeIn, reportOf, unreadAt } from './sample.ts';

const SOURCE = '\ufeffhost-name a\r\n<domain b>\r\n  port 25\r\n</domain>\r\n';

/** What GitHub takes as a comment. */
const MOST = 65_536;

/** The patch of a file in which one text takes the place of another. */
function patched(source: string, old: string, text: string, secret?: string): PatchedFile {
  const at = rangeIn(source, old);
  const now = source.slice(0, at.start) + text + source.slice(at.end);
  const edits = [{ path: CONFIG, ...at, text }];
  const secretsOf = (all: string): { start: number; end: number }[] =>
    secret === undefined || !all.includes(secret) ? [] : [rangeIn(all, secret)];
  return {
    patch: Buffer.from(
      unifiedDiff([{ name: 'pmta/config', before: source, edits, encoding: 'utf8' }]),
    ).toString(),
    before: fileOf(source, { secrets: secretsOf(source) }),
    after: fileOf(now, { secrets: secretsOf(now) }),
  };
}

const files = new SourceFiles(memoryFileSystem({ [CONFIG]: SOURCE }));
const [PORT = null] = loadModel(files.read(CONFIG), files, { version: '5.0' }).named('port');

const CHANGE: MailChange = {
  subject: 'queue',
  kind: 'tighter',
  risk: 'tighter',
  domains: ['gmail.com'],
  vmta: null,
  vmtas: 0,
  inEveryVmta: true,
  names: [],
  section: null,
  values: [{ directive: 'max-smtp-out', before: '400', after: '20', growth: { percent: -95 } }],
  count: 1,
  old: PORT,
  new: PORT,
};

function proposalOf(rest: Partial<FixProposal> = {}): FixProposal {
  return {
    isApplied: false,
    fixes: 1,
    withheld: [],
    stopped: null,
    configurations: [{ path: CONFIG, changes: [CHANGE], isCut: false }],
    files: [patched('a\nb\n', 'b', 'c')],
    ...rest,
  };
}

describe('a Markdown report', () => {
  it('is the figures, the findings with the most severe first, what changes for mail, and the patch', () => {
    const findings = [
      findingAt(rangeIn(SOURCE, 'host-name'), { severity: 'info' }),
      findingAt(rangeIn(SOURCE, '25'), {
        message: "'port' | <b>",
        fix: { effect: 'tightens', title: 'x', edits: [{ path: CONFIG, start: 0, end: 0, text: 'x' }] },
      }),
      findingAt({ start: 0, end: 1 }, { path: '/etc/unread', severity: 'warning', rule: 'other-rule' }),
    ];
    expect(markdown(reportOf([fileOf(SOURCE)], findings, { suppressed: 2 }), proposalOf())).toBe(
      [
        '**pmta-lint**: 1 error, 1 warning and 1 info in 1 file (4 lines, 4 directives), 2 suppressed',
        '',
        '1 can be fixed with `pmta-lint --fix` (1 tightens limits)',
        '',
        '| Severity | Rule | Where | What |',
        '|---|---|---|---|',
        "| error | `some-rule` | `pmta/config:3` | 'port' <code>&#124; &#60;b&#62;</code> |",
        '| warning | `other-rule` | `/etc/unread` | Something is wrong. |',
        '| info | `some-rule` | `pmta/config:1` | Something is wrong. |',
        '',
        '**What the fixes would change for mail** in `pmta/config`: 1 tighter',
        '',
        '| Risk | Where | Setting | Before | After | Lines |',
        '|---|---|---|---|---|---|',
        '| Tighter | `gmail.com` | `max-smtp-out` | `400` | `20` (-95%) | `pmta/config:3` |',
        '',
        '<details>',
        '<summary>Patch: 1 fix in 1 file</summary>',
        '',
        '```diff',
        '--- a/pmta/config',
        '+++ b/pmta/config',
        '@@ -1,2 +1,2 @@',
        ' a',
        '-b',
        '+c',
        '```',
        '',
        '</details>',
        '',
      ].join('\n'),
    );
  });

  it('is one line if nothing was found', () => {
    const nothing = proposalOf({ fixes: 0, configurations: [], files: [] });
    for (const proposal of [null, nothing]) {
      expect(markdown(reportOf([fileOf(SOURCE)], []), proposal)).toBe(
        '**pmta-lint**: No findings in 1 file (4 lines, 4 directives).\n',
      );
    }
  });

  it('lists errors alone if it is quiet', () => {
    const findings = [
      findingAt({ start: 1, end: 2 }, { severity: 'warning' }),
      findingAt({ start: 1, end: 2 }),
    ];
    const text = markdown(reportOf([fileOf(SOURCE)], findings, { quiet: true }), null);
    expect(text).toContain(
      '1 error and 1 warning in 1 file (4 lines, 4 directives); only errors are shown\n',
    );
    expect(text).not.toContain('| warning');
  });

  it('says what fixes did where they are on the disk, and where they change nothing', () => {
    const applied = proposalOf({ isApplied: true });
    expect(markdown(reportOf([], []), applied)).toContain(
      '\n**What the applied fixes changed for mail** in `pmta/config`: 1 tighter\n',
    );
    const unchanged = { configurations: [{ path: CONFIG, changes: [], isCut: false }] };
    expect(markdown(reportOf([], []), proposalOf(unchanged))).toContain(
      '\n**The fixes would change nothing for mail.**\n',
    );
    expect(markdown(reportOf([], []), proposalOf({ ...unchanged, isApplied: true }))).toContain(
      '\n**The applied fixes changed nothing for mail.**\n',
    );
  });

  it('names each configuration that changes, and what could not be compared', () => {
    const configurations = [
      { path: CONFIG, changes: [], isCut: false },
      { path: '/srv/mail/b', changes: [CHANGE, CHANGE], isCut: false },
      { path: '/etc/c', changes: [CHANGE], isCut: true },
    ];
    const text = markdown(reportOf([], []), proposalOf({ configurations }));
    expect(text.match(/ in `.*?`: .*/g)).toEqual([' in `b`: 2 tighter', ' in `/etc/c`: 1 tighter']);
    expect(text.match(/There are more queues than can be compared/g)).toHaveLength(1);
  });

  it('reports what failed', () => {
    const report = reportOf([fileOf(SOURCE, { complete: false })], [], {
      unread: [unreadAt()],
      failures: [
        { message: 'no space @left' },
        { path: '/etc/a b', rule: 'some-rule', message: 'crashed' },
        ...Array.from({ length: 20 }, (_, index) => ({ message: `more ${index}` })),
      ],
    });
    const withheld = [{ rule: 'other-rule', path: CONFIG, reason: 'it would raise a rate' }];
    expect(
      markdown(report, proposalOf({ withheld, stopped: 'fixes undo each other', fixes: 0, files: [] })),
    ).toBe(
      [
        '**pmta-lint**: No findings in 1 file (4 lines, 4 directives).',
        '',
        '- **failed**: no space `@left`',
        '- **failed**: `/etc/a b`: crashed (`some-rule`)',
        ...Array.from({ length: 8 }, (_, index) => `- **failed**: more ${index}`),
        '- 12 more failures',
        '- fix withheld: `pmta/config`: it would raise a rate (`other-rule`)',
        "- incomplete: `pmta/config:3`: 'gone.conf' does not exist: some rules stay silent",
        '- fixing stopped: fixes undo each other',
        '',
      ].join('\n'),
    );
  });

  it('names files as they are in the repository, also from a folder in it', () => {
    const report = reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 })], {
      workingDirectory: '/srv/mail/pmta',
    });
    expect(markdown(report, null)).toContain('| `pmta/config:1` |');
  });
});

describe('the patch of a Markdown report', () => {
  const blockOf = (file: PatchedFile): { lang: string | null; value: string } => {
    const { blocks } = readMarkdown(markdown(reportOf([], []), proposalOf({ files: [file] })));
    expect(blocks).toHaveLength(1);
    return blocks[0]!;
  };

  it.each(['```', '````', '~~~', '`````` x ```', '</details>', '@all #1 http://e', '    x', '```diff'])(
    'is one block, also with %j in it',
    (line) => {
      const { lang, value } = blockOf(patched(`${line}\nold line\n${line}\n`, 'old line', line));
      expect(lang).toBe('diff');
      expect(value.split('\n').slice(3)).toEqual([` ${line}`, '-old line', `+${line}`, ` ${line}`]);
    },
  );

  it('has neither Windows line ends nor anything hidden in it', () => {
    const { value } = blockOf(patched('a\tb\r\nc\rd\u202e\u001b\r\n', 'b', 'c'));
    expect(value.split('\n').slice(3)).toEqual(['-a\tb', '+a\tc', ' c␍d<U+202E>␛']);
  });

  it('shows no secret, and says so', () => {
    const source = 'auth-password hunter2 # x\nb\nnote hunter2\n';
    const file = patched(source, 'b\n', '', 'hunter2 # x');
    const text = markdown(reportOf([], []), proposalOf({ files: [file] }));
    expect(text).not.toContain('hunter2');
    expect(readMarkdown(text).blocks[0]?.value.split('\n').slice(3)).toEqual([
      ' auth-password ***',
      '-b',
      ' ***',
    ]);
    expect(text).toContain('\nLines with a secret are shown without it');
    expect(markdown(reportOf([], []), proposalOf())).not.toContain('secret');
  });

  it('shows no secret that a fix moves', () => {
    const source = 'a\n\nb\n';
    const file = patched(source, 'b', 'auth-password hunter2', 'hunter2');
    expect(blockOf(file).value.split('\n').slice(3)).toEqual([' a', ' ', '-b', '+auth-password ***']);
  });

  it('keeps a line that has no line end apart from what follows', () => {
    expect(
      blockOf(patched('a\nb', 'b', 'c'))
        .value.split('\n')
        .slice(4),
    ).toEqual(['-b', String.raw`\ No newline at end of file`, '+c', String.raw`\ No newline at end of file`]);
  });
});

describe('a long Markdown report', () => {
  const findings = (count: number, message: string) =>
    Array.from({ length: count }, (_, index) =>
      findingAt({ start: 0, end: 4 }, { severity: index === count - 1 ? 'error' : 'warning', message }),
    );
  const removed = 'a line that goes\n'.repeat(5000);
  const longPatch = patched(`${removed}a\n`, `${removed}a`, `${'y`\n'.repeat(5000)}b`);
  const changes = Array.from({ length: 3000 }, () => CHANGE);

  it('keeps something of each part, and says what is left out of it', () => {
    const report = reportOf([fileOf(SOURCE)], findings(3000, 'Something is very wrong here.'));
    const text = markdown(
      report,
      proposalOf({
        files: [longPatch],
        configurations: [CONFIG, '/a', '/b'].map((path) => ({ path, changes, isCut: false })),
      }),
    );
    expect(Buffer.byteLength(text)).toBeLessThan(MOST);
    expect(Buffer.byteLength(text)).toBeGreaterThan(MOST * 0.9);
    const { blocks } = readMarkdown(text);
    expect(blocks).toHaveLength(1);
    const rows = text.split('\n').filter((line) => /^\| (?:error|warning) /.test(line));
    expect(rows[0]).toContain('| error |');
    const left = /\n([\d,]+) findings more did not fit here; `pmta-lint` lists all\.\n/.exec(text)?.[1];
    expect(rows.length + Number(left?.replace(',', ''))).toBe(3000);
    expect(text).toMatch(/\n[\d,]+ changes more did not fit here; `pmta-lint compare` lists all\.\n/);
    expect(text).toContain('More configurations did not fit here');
    const lines = /\n([\d,]+) lines of the patch did not fit here; `pmta-lint --diff` prints all\.\n/.exec(
      text,
    )?.[1];
    expect(blocks[0]!.value.split('\n').length + Number(lines?.replace(',', ''))).toBe(10_005);
  });

  it('gives all its room to the part that needs it', () => {
    const only = markdown(reportOf([fileOf(SOURCE)], findings(3000, 'x')), null);
    expect(Buffer.byteLength(only)).toBeGreaterThan(MOST * 0.95);
    const patch = markdown(reportOf([], []), proposalOf({ files: [longPatch], configurations: [] }));
    expect(Buffer.byteLength(patch)).toBeGreaterThan(60_000);
  });

  it('is never longer than GitHub takes, whatever is in it', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 3000 }),
      fc.constant('|`\\@'.repeat(700)),
      fc.constant('漢'.repeat(2000)),
    );
    fc.assert(
      fc.property(text, text, fc.nat({ max: 400 }), fc.nat({ max: 30 }), (message, path, count, failures) => {
        const report = reportOf([fileOf(SOURCE, { path, complete: false })], findings(count, message), {
          unread: [{ path, line: 1, text: message }],
          failures: Array.from({ length: failures }, () => ({ path, message, rule: 'some-rule' })),
        });
        const comment = markdown(
          report,
          proposalOf({
            withheld: Array.from({ length: failures }, () => ({ path, reason: message, rule: 'some-rule' })),
            files: [patched('a\nb\n', 'b', message)],
            configurations: Array.from({ length: failures }, () => ({
              path,
              changes: [CHANGE],
              isCut: true,
            })),
          }),
        );
        expect(Buffer.byteLength(comment)).toBeLessThan(MOST);
        expect(comment.endsWith('\n')).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

it('nothing of a configuration is more than text or code in a Markdown report', () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        ...[
          '@all',
          '#12',
          '|',
          '\\|',
          '`',
          '```',
          '<b>',
          '</details>',
          '<!--',
          '[a](http://e)',
          '![i](x)',
          '&lt;',
        ],
        ...[
          '\n',
          '\r',
          '\n\n',
          '# ',
          '- ',
          '    ',
          '*',
          '__',
          "'",
          ' ',
          'word',
          'http://e.example',
          '\u202e',
          '~~~\n',
        ],
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(hostile, hostile, hostile, (message, name, line) => {
      const path = `/srv/mail/${name}`;
      const report = reportOf(
        [fileOf(SOURCE, { path, complete: false })],
        [findingAt({ start: 0, end: 1 }, { path, message, rule: name })],
        { unread: [{ path, line: 1, text: message }], failures: [{ path, message, rule: name }] },
      );
      const change = {
        ...CHANGE,
        domains: [name],
        values: [{ directive: name, before: message, after: line }],
      };
      const text = markdown(
        report,
        proposalOf({
          withheld: [{ path, rule: name, reason: message }],
          configurations: [{ path, changes: [change], isCut: true }],
          files: [patched('a\nb\n', 'b', line)],
        }),
      );
      const { kinds, outsideCode, blocks } = readMarkdown(text);
      const tags = ['<code>', '</code>', '<!-- -->', '<details>', '</details>', '<summary>', '</summary>'];
      for (const kind of kinds) if (kind.startsWith('<')) expect(tags).toContain(kind);
      for (const kind of [
        'link',
        'image',
        'heading',
        'emphasis',
        'blockquote',
        'thematicBreak',
        'definition',
      ])
        expect(kinds).not.toContain(kind);
      expect(outsideCode).not.toMatch(/@|#\d|http/);
      expect(blocks).toHaveLength(1);
      for (const row of text.split('\n').filter((one) => one.startsWith('| ')))
        expect([5, 7]).toContain(row.split('|').length - 1);
    }),
    { numRuns: 300 },
  );
});
