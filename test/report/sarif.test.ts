import { gzipSync } from 'node:zlib';
import type { Log, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { Finding, Severity } from '../../src/engine/finding.ts';
import type { Report } from '../../src/app/report.ts';
import { type RuleDescription, sarif } from '../../src/report/findings/sarif.ts';
import { CONFIG, fileOf, findingAt, rangeIn, relatedAt, reportOf, unreadAt } from './sample.ts';
import { sarifProblems } from './validate.ts';

const SOURCE = '\ufeffhost-name a\r\n<domain b>\r\n  port 25\r\n</domain>\r\n';

const DESCRIPTION: RuleDescription = {
  category: 'names',
  severity: 'warning',
  summary: 'A port that is taken',
  description: 'Another program listens on the port.',
  page: {
    markdown: '# some-rule\n\nAnother program **listens**.\n',
    text: 'some-rule\n\nAnother program listens.\n',
  },
};

const describeRule = (id: string): RuleDescription | undefined =>
  id === 'some-rule' ? DESCRIPTION : undefined;

/** The text of a report, which is valid. */
function textOf(report: Report): string {
  const text = sarif(report, describeRule);
  expect(sarifProblems(text)).toEqual([]);
  return text;
}

/** The only run of a report, which is valid. */
function runOf(report: Report): Run {
  const { runs } = JSON.parse(textOf(report)) as Log;
  expect(runs).toHaveLength(1);
  return runs[0]!;
}

function notesOf(report: Report): (string | undefined)[] | undefined {
  return runOf(report).invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text);
}

function fingerprintsOf(
  source: string,
  findings: readonly Finding[],
  secrets = [] as { start: number; end: number }[],
): (string | undefined)[] {
  const { results } = runOf(reportOf([fileOf(source, { secrets })], findings));
  return results!.map(({ partialFingerprints }) => partialFingerprints?.['pmtaLint/v1']);
}

describe('a SARIF report', () => {
  it('is compared with a schema that can say no', () => {
    const text = sarif(reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 })]), describeRule);
    expect(sarifProblems(text.replace('"startLine": 1', '"startLine": 0'))).not.toEqual([]);
    expect(sarifProblems(text.replace('pmta/config', 'pmta/con fig'))).not.toEqual([]);
  });

  it('says all that the other formats say', async () => {
    const port = rangeIn(SOURCE, 'port 25');
    const finding = findingAt(rangeIn(SOURCE, '25'), {
      related: [relatedAt(rangeIn(SOURCE, 'host-name'), 'see here', '/etc/pmta/other config')],
      fix: {
        effect: 'unsafe',
        title: 'write 26',
        edits: [
          { path: CONFIG, ...port, text: 'port 26' },
          { path: CONFIG, start: SOURCE.length, end: SOURCE.length, text: '# end\r\n' },
          { path: '/etc/pmta/other config', start: 0, end: 4, text: '' },
        ],
      },
    });
    const unknown = findingAt(rangeIn(SOURCE, 'host-name'), { severity: 'info', rule: 'own-rule' });
    const files = [
      fileOf(SOURCE, { complete: false }),
      fileOf('host-name b', { path: '/etc/pmta/other config' }),
    ];
    const report = reportOf(files, [unknown, finding], {
      unread: [unreadAt()],
      failures: [{ message: 'no space left' }, { path: CONFIG, rule: 'some-rule', message: 'crashed' }],
      fixes: {
        fixed: { neutral: 0, tightens: 3, unsafe: 0 },
        withheld: [{ rule: 'other-rule', path: CONFIG, reason: 'it would raise a rate' }],
      },
    });
    await expect(textOf(report)).toMatchFileSnapshot('../fixtures/sarif/report.sarif');
  });

  it('is valid without findings and without files', () => {
    expect(runOf(reportOf([], []))).toMatchObject({
      results: [],
      artifacts: [],
      tool: { driver: { name: 'pmta-lint', version: '1.2.3', rules: [] } },
      invocations: [{ executionSuccessful: true }],
    });
  });

  it('hides warnings and infos if it is quiet', () => {
    const findings = [
      findingAt({ start: 1, end: 2 }, { severity: 'warning' }),
      findingAt({ start: 1, end: 2 }),
    ];
    const { results } = runOf(reportOf([fileOf(SOURCE)], findings, { quiet: true }));
    expect(results?.map(({ level }) => level)).toEqual(['error']);
  });

  it('names a finding of an unread file by its path alone', () => {
    const { results } = runOf(reportOf([], [findingAt({ start: 5, end: 6 })]));
    expect(results?.[0]?.locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: 'pmta/config', uriBaseId: '%SRCROOT%' } } },
    ]);
  });
});

describe('paths in a SARIF report', () => {
  it.each([
    ['/srv/mail/pmta/a b#c?d%e.conf', 'pmta/a%20b%23c%3Fd%25e.conf'],
    ['/srv/mail/bücher/漢', 'b%C3%BCcher/%E6%BC%A2'],
    ['/srv/mail/::error::x\n\r\u001b', '%3A%3Aerror%3A%3Ax%0A%0D%1B'],
    ['/srv/mail/half\ud800', 'half%EF%BF%BD'],
    ['/etc/pmta/con fig#1%é', 'file:///etc/pmta/con%20fig%231%25%C3%A9'],
    ['/etc/a\nb', 'file:///etc/a%0Ab'],
  ])('%j is %s', (path, uri) => {
    const { results, artifacts } = runOf(
      reportOf([fileOf(SOURCE, { path })], [findingAt({ start: 1, end: 2 }, { path })]),
    );
    expect(results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(uri);
    expect(artifacts?.map(({ location }) => location?.uri)).toEqual([uri]);
  });

  it('are relative to the top of the work tree where it is known', () => {
    const report = reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 })], {
      workingDirectory: '/srv/mail/pmta',
      checkout: '/srv/mail',
    });
    const run = runOf(report);
    expect(run.artifacts?.[0]?.location?.uri).toBe('pmta/config');
    expect(run.originalUriBaseIds).toEqual({ '%SRCROOT%': { uri: 'file:///srv/mail/' } });
  });
});

describe('texts in a SARIF report', () => {
  it.each([
    ['[*.]x.com and {default}', '[*.]x.com and {default}'],
    ['[click](http://a.example) \\', String.raw`\[click\](http://a.example) \\`],
    ['/[0-9]{3}/ and {x}', '/[0-9]{{3}}/ and {{x}}'],
  ])('%s is neither a link nor a placeholder', (message, text) => {
    const { results } = runOf(reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 }, { message })]));
    expect(results?.[0]?.message.text).toBe(text);
  });

  it('steer no terminal, and strings come back as they were', () => {
    const message = 'a\u001b[2J\u009b\u202e\u2028"\\漢😀';
    const text = textOf(reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 }, { message })]));
    expect(text).not.toMatch(/[^\n\P{Cc}]|[\u202e\u2028]/u);
    expect((JSON.parse(text) as Log).runs[0]?.results?.[0]?.message.text).toBe(message);
  });
});

describe('a fix in a SARIF report', () => {
  const edits = (text: string): Partial<Finding> => ({
    fix: { effect: 'tightens', title: 'move the line', edits: [{ path: CONFIG, start: 0, end: 0, text }] },
  });
  const source = 'auth-password "hunter2" # and more\nhost-name a\n';
  const secrets = [{ start: source.indexOf('"hunter2'), end: source.indexOf('\n') }];

  it('is left out where its text would repeat a secret', () => {
    const findings = [
      findingAt({ start: 0, end: 4 }, edits('auth-password hunter2\n')),
      findingAt({ start: 0, end: 4 }, edits("auth-password='hunter2'\n")),
      findingAt({ start: 0, end: 4 }, edits('host-name b # and more\n')),
      findingAt({ start: 0, end: 4 }, edits('')),
    ];
    const report = reportOf([fileOf(source, { secrets })], findings);
    expect(textOf(report)).not.toContain('hunter2');
    expect(runOf(report).results?.map(({ fixes }) => fixes !== undefined)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('is left out where it was withheld', () => {
    const report = reportOf([fileOf(source)], [findingAt({ start: 0, end: 4 }, edits('x'))], {
      fixes: {
        fixed: { neutral: 0, tightens: 0, unsafe: 0 },
        withheld: [{ rule: 'some-rule', path: CONFIG, reason: 'no' }],
      },
    });
    expect(runOf(report).results?.[0]?.fixes).toBeUndefined();
  });
});

describe('the fingerprint of a finding', () => {
  const BLOCK = '<domain gmail.com>\n  max-smtp-out 400\n</domain>\n';
  const at = (source: string, nth = 1, rest: Partial<Finding> = {}): Finding =>
    findingAt(rangeIn(source, 'max-smtp-out', nth), rest);
  const only = (source: string, rest: Partial<Finding> = {}): string | undefined =>
    fingerprintsOf(source, [at(source, 1, rest)])[0];

  it('stays the same when lines move, layout changes or figures in the message do', () => {
    const before = only(BLOCK);
    expect(before).toMatch(/^[0-9a-f]{32}$/);
    for (const after of [
      `# more\n\nhost-name x\n${BLOCK}`,
      `<domain yahoo.com>\n  max-smtp-in 4\n</domain>\n${BLOCK}`,
      BLOCK.replaceAll('\n', '\r\n').replace('  max-smtp-out ', '\tMax-SMTP-out\t'),
    ]) {
      expect(only(after.replace('Max-SMTP-out', 'max-smtp-out'))).toBe(before);
    }
    expect(only(BLOCK, { message: '400 is more than 20' })).toBe(
      only(BLOCK, { message: '400 is more than 25' }),
    );
  });

  it('changes with the rule, the message id, the subject, the line and the enclosing sections, not with the text', () => {
    expect(only(BLOCK, { message: 'Reworded' })).toBe(only(BLOCK));
    const different = [
      only(BLOCK),
      only(BLOCK, { rule: 'other-rule' }),
      only(BLOCK, { messageId: 'other' }),
      only(BLOCK, { data: { subject: 'a' } }),
      only(BLOCK, { data: { subject: 'b' } }),
      only(BLOCK.replace('400', '500')),
      only(BLOCK.replace('gmail', 'yahoo')),
      only(`<virtual-mta a>\n${BLOCK}</virtual-mta>\n`),
      only('max-smtp-out 400\n'),
    ];
    expect(new Set(different).size).toBe(different.length);
  });

  it('distinguishes equals by their number', () => {
    const source = BLOCK + BLOCK;
    const [first, second] = fingerprintsOf(source, [at(source, 1), at(source, 2)]);
    expect(first).toBe(only(BLOCK));
    expect(second).not.toBe(first);
  });

  it('says nothing of a secret', () => {
    const line = (password: string): (string | undefined)[] => {
      const source = `auth-password ${password}\n`;
      return fingerprintsOf(
        source,
        [findingAt(rangeIn(source, 'auth-password'))],
        [rangeIn(source, password)],
      );
    };
    expect(line('hunter2')).toEqual(line('correct horse'));
  });

  it('is found in sections that are nested 10,000 deep', () => {
    const source = `${'<domain a>\n'.repeat(10_000)}max-smtp-out 1\n`;
    expect(only(source)).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('a SARIF report of many findings', () => {
  const SEVERITIES: readonly Severity[] = ['info', 'warning', 'error'];
  const findings = (count: number, message: (index: number) => string = () => 'x'): Finding[] =>
    Array.from({ length: count }, (_, index) =>
      findingAt({ start: 1, end: 2 }, { severity: SEVERITIES[index % 3]!, message: message(index) }),
    );

  it('begins with the most severe beyond 5,000, and says that GitHub shows no more', () => {
    const report = reportOf([fileOf(SOURCE)], findings(6000));
    const { results } = runOf(report);
    const levels = results!.map(({ level }) => level);
    expect(levels).toHaveLength(6000);
    expect(levels.slice(0, 2000).every((level) => level === 'error')).toBe(true);
    expect(levels.slice(4000).every((level) => level === 'note')).toBe(true);
    expect(notesOf(report)).toEqual(['GitHub code scanning shows 5000 of 6000 findings, the gravest']);
  });

  it('keeps the order of findings up to 5,000', () => {
    const { results } = runOf(reportOf([fileOf(SOURCE)], findings(3)));
    expect(results?.map(({ level }) => level)).toEqual(['note', 'warning', 'error']);
  });

  it('contains the most severe 25,000', () => {
    const text = sarif(reportOf([fileOf(SOURCE)], findings(26_000)), describeRule);
    const { results, invocations } = (JSON.parse(text) as Log).runs[0]!;
    expect(results).toHaveLength(25_000);
    expect(results!.filter(({ level }) => level === 'error')).toHaveLength(8666);
    expect(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toBe(
      '25000 of 26000 findings are in this file, the gravest: it takes no more',
    );
  });

  it('stays below 10 MB when it is compressed', () => {
    let state = 1;
    const noise = (): string =>
      Array.from({ length: 1500 }, () => {
        state = (state * 48_271) % 2_147_483_647;
        return String.fromCodePoint(0x4e00 + (state % 20_000));
      }).join('');
    const text = sarif(reportOf([fileOf(SOURCE)], findings(6000, noise)), describeRule);
    expect(gzipSync(text).length).toBeLessThan(10_000_000);
    const { results, invocations } = (JSON.parse(text) as Log).runs[0]!;
    expect(results!.length).toBeGreaterThan(1000);
    expect(results!.length).toBeLessThan(6000);
    expect(results![0]?.level).toBe('error');
    expect(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toBe(
      `${results!.length} of 6000 findings are in this file, the gravest: it takes no more`,
    );
  });

  it('names at most 1,000 related places of a finding', () => {
    const related = Array.from({ length: 1001 }, () => relatedAt({ start: 1, end: 2 }, 'here'));
    const report = reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 }, { related })]);
    expect(runOf(report).results?.[0]?.relatedLocations).toHaveLength(1000);
    expect(notesOf(report)).toEqual(['a finding names its first 1000 related places']);
  });
});
