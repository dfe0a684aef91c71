import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, modelOf, type Texts } from '../../../test/support/lint-texts.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

/** What the rule says of a change: `file:line message up to the first comma`. */
function said(before: Texts | string | undefined, now: Texts | string): string[] {
  const previous = before === undefined ? undefined : modelOf(before);
  const { findings, model } = lintTexts(now, [rule], { previous: () => previous });
  return findings.map(({ path, start, message }) => {
    const file = model.files.find((one) => one.path === path)!;
    return `${path.slice('/etc/pmta/'.length)}:${file.lines.positionAt(start).line} ${message.split(',')[0] ?? ''}`;
  });
}

describe('restart-needed', () => {
  it('is silent where nothing is compared, or the configuration is new', () => {
    expect(lintTexts(`${MAIN}run-as-root no\n`, [rule]).findings).toEqual([]);
    expect(said(undefined, `${MAIN}run-as-root no\n`)).toEqual([]);
  });

  it('speaks of values, not of how they are written', () => {
    const yes = `${MAIN}run-as-root yes\n`;
    expect(said(yes, `# note\n${MAIN}RUN-AS-ROOT   true\n`)).toEqual([]);
    // True is the default.
    expect(said(yes, MAIN)).toEqual([]);
    expect(said(MAIN, yes)).toEqual([]);
    expect(said(yes, `${MAIN}run-as-root no\n`)).toEqual(["config:4 'run-as-root no' is new here"]);
    expect(said(`${MAIN}run-as-root no\n`, MAIN)).toEqual(["config:1 'run-as-root' is no longer set"]);
    expect(said(`${MAIN}http-mgmt-port 8080\n`, `${MAIN}http-mgmt-port 8081\n`)).toEqual([
      "config:4 'http-mgmt-port 8081' is new here",
    ]);
  });

  it('finds the line in the file where it stands', () => {
    const config = `${MAIN}include more\n`;
    expect(said({ config, more: 'run-as-root yes\n' }, { config, more: '\nrun-as-root no\n' })).toEqual([
      "more:2 'run-as-root no' is new here",
    ]);
    // The same lines in another file are the same.
    expect(
      said({ config, more: 'run-as-root no\n' }, { config: `${config}run-as-root no\n`, more: '' }),
    ).toEqual([]);
  });

  it('knows nothing of a default where not all is known', () => {
    const part = `${MAIN}include none.conf\n`;
    expect(said(part, `${part}run-as-root no\n`)).toEqual([]);
    expect(said('max-smtp-out 20\n', 'max-smtp-out 20\nrun-as-root no\n')).toEqual([]);
    expect(said(`${part}run-as-root yes\n`, `${part}run-as-root no\n`)).toEqual([
      "config:5 'run-as-root no' is new here",
    ]);
  });

  it.each([
    ['a spool that is new', MAIN, `${MAIN}<spool /b>\n</spool>\n`, ["config:4 '<spool /b>' is new"]],
    [
      'a spool that is gone',
      `${MAIN}<spool /b>\n</spool>\n`,
      MAIN,
      ["config:1 '<spool /b>' is no longer there"],
    ],
    [
      'a line that is new in a spool',
      MAIN,
      MAIN.replace('</spool>', '  deliver-only yes\n</spool>'),
      ["config:3 something in '<spool /var/spool/pmta>' has changed"],
    ],
    [
      'a line that is gone from a spool',
      MAIN.replace('</spool>', '  deliver-only yes\n</spool>'),
      MAIN,
      ["config:2 something in '<spool /var/spool/pmta>' has changed"],
    ],
    [
      'spools in another order and layout',
      `${MAIN}<spool /b>\n  deliver-only  yes # x\n</spool>\n`,
      `<spool /b>\ndeliver-only yes\n</spool>\n${MAIN}`,
      [],
    ],
    [
      'a processor of bounces',
      `${MAIN}<bounce-processor>\n  deliver-unmatched-email no\n</bounce-processor>\n`,
      `${MAIN}<bounce-processor>\n  deliver-unmatched-email yes\n</bounce-processor>\n`,
      ["config:5 something in '<bounce-processor>' has changed"],
    ],
    [
      'a limit',
      `${MAIN}<domain a.com>\n  max-smtp-out 1\n</domain>\n`,
      `${MAIN}<domain a.com>\n  max-smtp-out 2\n</domain>\n`,
      [],
    ],
  ])('speaks as it should of %s', (_, before, now, expected) => {
    expect(said(before, now)).toEqual(expected);
  });

  it('speaks of the type of a queue that was there', () => {
    const queue = (line: string): string =>
      `${MAIN}<virtual-mta v>\n<domain a.com>\n${line}</domain>\n</virtual-mta>\n`;
    expect(said(queue(''), queue('type smtp\n'))).toEqual([]);
    expect(said(queue(''), queue('type discard\n'))).toEqual([
      "config:6 'type discard' is new for this queue; while messages wait in it",
    ]);
    expect(said(MAIN, queue('type discard\n'))).toEqual([]);
    expect(said(queue('type discard\n'), queue('type Discard\n'))).toEqual([]);
  });
});
