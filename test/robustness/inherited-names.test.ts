import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS, PRESETS } from '../../src/cli/options.ts';
import { runIn } from '../cli/run.ts';
import { folderOf, type Files } from '../support/folders.ts';
import { directivePlaces, everywhere, languagePlaces, sectionPlaces } from './every-place.ts';
import { assertCleanOutput } from './assert-clean-output.ts';

/** What every object answers to without anybody having put it there. */
const NAMES = Object.getOwnPropertyNames(Object.prototype);

/** What stands for the letters from a to z in a name that nothing answers to. */
const LETTERS = 'qxzkwjvyhgpbfquxzkjwvyhgpb';

/** A name that nothing answers to, alike in length, case and signs. */
function twinOf(name: string): string {
  return name
    .replaceAll(/[a-z]/g, (letter) => LETTERS.charAt(letter.charCodeAt(0) - 97))
    .replaceAll(/[A-Z]/g, 'Q');
}

/** A configuration in which nearly everything that takes a name has this one. */
function configurationOf(name: string): string {
  return `postmaster ${name}@${name}.example
host-name ${name}.example
log-file /var/log/${name}
<spool /var/spool/${name}>
</spool>
domain-macro ${name} ${name},${name}.example
domain-key ${name},${name}.example,/etc/${name}.pem
relay-domain ${name}
smtp-listener 192.0.2.9:25 source=${name}
<smtp-user ${name}>
    password 9f8e7d6c5b4a39281706
    source ${name}
</smtp-user>
<source ${name}>
    always-allow-relaying yes
    default-virtual-mta ${name}
    pattern-list ${name}
    x-${name} yes
</source>
<source-group ${name}>
    max-smtp-in 10
</source-group>
<virtual-mta ${name}>
    smtp-source-host 192.0.2.1 ${name}.example
    auto-cold-virtual-mta 192.0.2.2 ${name}.example
    cold-virtual-mta ${name}
    <domain ${name}>
        max-cold-virtual-mta-msg 10
        backoff-reroute-to-virtual-mta ${name}
        ${name} 1
    </domain>
</virtual-mta>
<virtual-mta-pool ${name}-pool>
    virtual-mta ${name}
</virtual-mta-pool>
<pattern-list ${name}>
    header ${name} /${name}/ virtual-mta=${name}
    mail-from /${name}/ ${name}=${name}
    mail-from /${name}/ virtual-mta=${name}
    ${name} /${name}/ virtual-mta=${name}
    rcpt-to /${name}/ virtual-mta=${name}-pool
    * virtual-mta=${name}
</pattern-list>
<smtp-pattern-list ${name}>
    reply /${name}/ mode=${name}
    reply /${name}/ ${name}
    reply /${name}/ ${name}=${name}
    reply /${name}/ mode=backoff,${name}
    reply /${name}/ skip-mx
    reply /${name}/ bounce-queue
</smtp-pattern-list>
<bounce-category-patterns>
    /${name}/ ${name}
    /${name}/ ${name}
    // other
</bounce-category-patterns>
<mx-rollup-list>
    mx ${name} ${name}.rollup
    mx *.${name}.example ${name}
</mx-rollup-list>
<address-list ${name}>
    address ${name}@${name}
    domain ${name}
</address-list>
<bounce-processor>
    address-list ${name}
    forward-unmatched-to ${name}
</bounce-processor>
<rewrite-list ${name}>
    mail-from ${name} ${name}
</rewrite-list>
<${name}>
    ${name} ${name}
</${name}>
<${name} ${name}>
</${name}>
<acct-file /var/log/${name}.csv>
    records d,${name}
    record-fields ${name} ${name}
    record-fields d ${name},header_${name}
    move-interval 5${name}
</acct-file>
<domain $${name}>
    max-smtp-out 30
    max-msg-rate 100/${name}
    retry-after 10${name}
    bounce-after ${name}
    smtp-pattern-list ${name}
    backoff-max-msg-rate 10/m
</domain>
<domain ${name}>
    type ${name}
    queue-to ${name}
    use-starttls ${name}
    smtp-hosts ${name},lookup-mx:${name}
</domain>
<domain ${name}.example>
    queue-to ${name}.queue
    use-starttls ${name}
    dkim-sign ${name}
</domain>
<domain *>
    max-smtp-out 400
    smtp-pattern-list ${name}
</domain>
`;
}

/** The same with its limits otherwise, so that much is to be said of it. */
function changedConfigurationOf(name: string): string {
  return configurationOf(name)
    .replaceAll('max-smtp-out 30', 'max-smtp-out 60')
    .replaceAll(`<pattern-list ${name}>`, `<pattern-list ${name}>\n    * virtual-mta=${name}`)
    .replaceAll(`virtual-mta=${name}-pool`, `virtual-mta=${name}`)
    .replaceAll('always-allow-relaying yes', 'always-allow-relaying no')
    .replaceAll('skip-mx', 'mode=normal')
    .replaceAll('bounce-after ', 'bounce-upon-no-mx ')
    .replaceAll('192.0.2.1 ', '192.0.2.3 ');
}

function filesOf(name: string): Files {
  const places = [...directivePlaces(), ...sectionPlaces(), ...languagePlaces()];
  return {
    config: configurationOf(name),
    changed: changedConfigurationOf(name),
    places: everywhere(places, Buffer.from(name)),
    [`${name}.csv`]: `type,rcpt,vmta,dsnDiag\nb,x@${name},${name},550 ${name}\nt,x@a.example,${name},421 ${name}\n`,
  };
}

/** Calls that check everything; NAME stands for the name. */
const LINTED = ['config', 'places'].map((file) => [file, '--preset', 'all', '--format', 'concise']);

/** Calls of every command. */
const CALLS: readonly (readonly string[])[] = [
  ...LINTED,
  ...PRESETS.map((preset) => ['config', '--preset', preset, '--format', 'json']),
  ['config', ...FORMATS.flatMap((format) => ['--output-file', `${format}=report.${format}`])],
  ['config', '--preset', 'all', '--diff', '--unsafe-fixes'],
  ['compare', 'config', 'changed'],
  ['compare', 'changed', 'config', '--format', 'json'],
  ['compare', 'config', 'places', '--format', 'json'],
  ['explain', 'NAME'],
  ['explain', '<NAME>'],
  ['effective', 'NAME', '--vmta', 'NAME', 'config', '--format', 'json'],
  ['effective', 'NAME.example', 'config'],
  ['effective', 'a.example', '--vmta', 'NAME', 'config'],
  ['effective', 'a.example', '--vmta', 'NAME-pool', 'config'],
  ['reply', 'NAME', '421 NAME', '--vmta', 'NAME', 'config'],
  ['reply', 'a.example', '550 NAME', '--vmta', 'NAME', 'config', '--format', 'json'],
  ['reply', '--file', 'NAME.csv', 'config'],
  ['--rule', 'NAME=off', 'config'],
  ['--rule', 'missing-required=error --ignore NAME', 'config'],
  ['--scope', 'NAME', 'config'],
  // The last two write files.
  ['init'],
  ['config', '--preset', 'all', '--fix', '--unsafe-fixes', '--format', 'concise'],
];

/** Where a name is cut to fit: its beginning before an ellipsis, or its end after one. */
function cutNames(name: string): RegExp {
  const parts = Array.from(name, (_letter, index) => [`${name.slice(0, index)}…`, `…${name.slice(index)}`]);
  return new RegExp(
    parts
      .flat()
      .sort((a, b) => b.length - a.length)
      .join('|'),
    'g',
  );
}

/** All that calls say, with `NAME` for the name. */
async function outcomesOf(name: string, calls: typeof CALLS): Promise<Map<string, string>> {
  const folder = folderOf(filesOf(name));
  const outcomes = new Map<string, string>();
  const evened = (text: string): string =>
    text
      .replaceAll(folder, 'FOLDER')
      .replaceAll(name, 'NAME')
      .replaceAll(name.toLowerCase(), 'name')
      .replaceAll(cutNames(name), '…')
      .replaceAll(/\b(?=[\da-f]*\d)[\da-f]{32,}\b/g, 'HASH');
  for (const call of calls) {
    const argv = call.map((part) => part.replaceAll('NAME', name));
    const { exitCode, stdout, stderr } = await runIn(folder, argv);
    assertCleanOutput(stdout + stderr);
    outcomes.set(call.join(' '), `${exitCode}\n${evened(stderr)}\n${evened(stdout)}`);
  }
  for (const format of calls === CALLS ? FORMATS : [])
    outcomes.set(format, evened(readFileSync(join(folder, `report.${format}`), 'utf8')));
  return outcomes;
}

/** In lower case, in which names of directives, lists and VMTAs are compared. */
const NAMES_FOR_ALL = ['constructor', '__proto__'];

describe('a name that every object has', () => {
  it.each(NAMES_FOR_ALL)('%s is a name like any other for all commands, in every position', async (name) => {
    expect(await outcomesOf(name, CALLS)).toEqual(await outcomesOf(twinOf(name), CALLS));
  });

  it.each(NAMES.filter((name) => !NAMES_FOR_ALL.includes(name)))(
    '%s is linted as any other is',
    async (name) => {
      expect(await outcomesOf(name, LINTED)).toEqual(await outcomesOf(twinOf(name), LINTED));
    },
  );

  it('is in findings of many rules', async () => {
    const outcomes = await outcomesOf('constructor', LINTED);
    const said = [...outcomes.values()].join('\n');
    const speaking = new Set([...said.matchAll(/NAME.*\[([\w-]+)\]$/gm)].map(([, rule]) => rule));
    expect(speaking.size).toBeGreaterThan(20);
  });
});
