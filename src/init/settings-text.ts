import { basename, dirname } from 'node:path';
import { count, listOf } from '../engine/message.ts';
import { pathBelow } from '../model/source/file-system.ts';
import { visible } from '../base/visible.ts';
import type { Discoveries, FoundMain } from './discoveries.ts';

const MOST_LISTED = 30;

/** A text as YAML and JSON know it; plain where it can be nothing else. */
function scalar(text: string): string {
  return /^[A-Za-z_/][\w./-]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

/** A comment with texts from configurations in it. */
function comment(text: string): string {
  return `# ${visible(text)}`;
}

function below({ top }: Discoveries, path: string): string {
  const relative = pathBelow(path, top) ?? path;
  return relative === '' ? '.' : relative;
}

function isOrAre(files: readonly string[]): string {
  return files.length === 1 ? 'is' : 'are';
}

function whyMain({ path, signs, files, isTemplate, isSampleOrCopy }: FoundMain): string {
  const includes = files.length > 1 ? `, and includes ${count(files.length - 1, 'file')}` : '';
  const what =
    signs.length > 0 ? `it has ${listOf(signs, 3)}` : `it is named ${basename(path)} and has includes`;
  const kind = isTemplate ? '; a template: what it leaves open is not judged' : '';
  return `${what}${includes}${kind}${isSampleOrCopy ? '; by its name a sample or a copy' : ''}`;
}

/** Globs for foreign files: the highest folders without any configuration, else the files themselves. */
function ignoresFor(found: Discoveries): string[] {
  const wanted = new Set<string>();
  const mains = [...found.entries, ...found.skipped].flatMap(({ path, files }) => [path, ...files]);
  for (const path of [...mains, ...found.fragments, found.configDefaults ?? ''])
    for (let at = path; at.startsWith(`${found.top}/`); at = dirname(at)) wanted.add(dirname(at));
  const globs = found.foreign.map((path) => {
    let top: string | undefined;
    for (let at = dirname(path); at !== found.top && !wanted.has(at); at = dirname(at)) top = at;
    const name = top === undefined ? below(found, path) : `${below(found, top)}/`;
    const glob = name.replace(/[*?{}[\]!\\]/g, '?');
    // A glob without a slash would match in every folder.
    return glob.includes('/') ? glob : `./${glob}`;
  });
  return [...new Set(globs)].sort();
}

function entryLines(found: Discoveries): string[] {
  const { entries, skipped, fragments } = found;
  const name = (main: FoundMain): string => `- ${scalar(below(found, main.path))}`;
  const parts =
    fragments.length === 0
      ? ''
      : `; ${count(fragments.length, 'file')}, such as ${below(found, fragments[0] ?? '')}, ${fragments.length === 1 ? 'is a part' : 'are parts'} of one`;
  return [
    '# Main configurations: what a server starts with. They are checked when no path is given.',
    ...(entries.length === 0
      ? [comment(`None was found here${parts}. Name it:`), '# entry: etc/pmta/config']
      : ['entry:', ...entries.map((main) => `  ${name(main)} ${comment(whyMain(main))}`)]),
    ...skipped.slice(0, MOST_LISTED).map((main) => `  ${comment(`${name(main)}, ${whyMain(main)}`)}`),
  ];
}

function includeRootLines(found: Discoveries): string[] {
  const { mappings, clashing, notFound } = found;
  const lines = ['# Where the absolute paths of include are found here.'];
  if (mappings.length === 0) lines.push('# includeRoots: { /etc/pmta: etc/pmta }');
  else lines.push('includeRoots:');
  for (const { prefix, folder, found: written } of mappings) {
    const why = `${count(written.length, 'include')}, such as ${written[0] ?? ''}`;
    lines.push(`  ${scalar(prefix)}: ${scalar(below(found, folder))} ${comment(why)}`);
  }
  const folders = listOf(clashing.map((path) => below(found, path)));
  if (clashing.length > 0)
    lines.push(
      comment(`${folders} mean different folders by one path: each needs a settings file of its own.`),
    );
  const missing = listOf(notFound, 5);
  if (notFound.length > 0)
    lines.push(
      comment(
        `Not found here: ${missing}. What is read of them is not judged; give their folder, or --include-root.`,
      ),
    );
  return lines;
}

function versionLine({ version }: Discoveries): string {
  if (version === null) return `# pmtaVersion: '5.0'`;
  const line = `pmtaVersion: '${version.version}'`;
  return version.isSure ? `${line} ${comment(version.why)}` : comment(`${line}, if ${version.why}`);
}

function providerLines({ providers }: Discoveries): string[] {
  if (providers.length === 0) return ['# providers: { google: true, yahoo: true, microsoft-consumer: true }'];
  const [first, ...others] = providers.map((id) => `  ${scalar(id)}: true`);
  return ['providers:', `${first ?? ''} # has one in each main configuration`, ...others];
}

function ignoreLines(found: Discoveries): string[] {
  const globs = ignoresFor(found);
  const about = '# Left out where a folder is searched.';
  if (globs.length === 0) return [about, '# ignores: [old/]'];
  const more = globs.length - MOST_LISTED;
  const are = isOrAre(found.foreign);
  return [
    `${about} ${count(found.foreign.length, 'file')} here ${are} named like configurations of PowerMTA, and ${are} none.`,
    'ignores:',
    ...globs.slice(0, MOST_LISTED).map((glob) => `  - ${JSON.stringify(glob)}`),
    ...(more > 0 ? [`# and ${more} more`] : []),
  ];
}

/** A settings file in YAML that says what was found; `schema` is its path as seen from the file, null if unknown. */
export function settingsText(found: Discoveries, schema: string | null): string {
  const { configDefaults } = found;
  const parts: readonly (readonly string[])[] = [
    [
      ...(schema === null ? [] : [comment(`yaml-language-server: $schema=${schema}`)]),
      '# Settings of pmta-lint. "pmta-lint --print-config PATH" shows what holds, and where it was said.',
      ...(found.isCut ? ['# The folder holds more files than were looked at.'] : []),
    ],
    entryLines(found),
    includeRootLines(found),
    configDefaults === null
      ? []
      : [
          '# The defaults that ship with PowerMTA: read before each main configuration.',
          `configDefaults: ${scalar(below(found, configDefaults))}`,
        ],
    ['# The release of PowerMTA that runs; 5.0 where nothing is said.', versionLine(found)],
    [
      '# How well providers know your addresses: cold, warm or established. Decides which figures count.',
      '# reputation: warm',
    ],
    [
      '# Mailbox providers that must have a block of their own; limits that you agreed on count, too:',
      '# google: { reputation: established, maxSmtpOut: 40 }',
      ...providerLines(found),
    ],
    ignoreLines(found),
    [
      '# Findings that wait until there is time: "pmta-lint --update-baseline" records them, in this file if none is named.',
      '# baseline: pmta-baseline.json',
    ],
    [
      '# Which rules speak: recommended, strict (infos too) or all; and single rules, as in',
      '# "pmta-lint rules". One of category security that is off needs a reason.',
      '# extends: strict',
      '# rules:',
      '#   retry-too-fast: error',
      `#   exposed-management: ['off', { reason: 'the firewall closes the port' }]`,
    ],
  ];
  const written = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${written.join('\n\n')}\n`;
}

/** What was found, for people: a line each, the name in front. */
export function foundLines(found: Discoveries): (readonly [name: string, text: string])[] {
  const { entries, skipped, mappings, clashing, notFound, version, providers, foreign, fragments } = found;
  const lines: (readonly [string, string])[] = [];
  const add = (name: string, text: string): unknown => lines.push([name, text]);
  const shown = (path: string): string => below(found, path);
  const [parts, others] = [count(fragments.length, 'file'), count(foreign.length, 'file')];
  const someParts = listOf(fragments.map(shown), 3);
  for (const main of entries) add('entry', `${shown(main.path)}: ${whyMain(main)}`);
  if (entries.length === 0)
    add(
      'entry',
      fragments.length === 0
        ? 'no file of PowerMTA; name the main configuration when there is one'
        : `none: ${parts} of PowerMTA (${someParts}), and nothing with log-file and spool in it`,
    );
  for (const main of skipped.slice(0, MOST_LISTED)) add('not entry', `${shown(main.path)}: ${whyMain(main)}`);
  for (const { prefix, folder, found: written } of mappings)
    add('includeRoots', `${prefix} is ${shown(folder)}: ${count(written.length, 'include')} found there`);
  const clash = 'mean different folders by one path: run pmta-lint init in each of them';
  if (clashing.length > 0) add('includeRoots', `${listOf(clashing.map(shown))} ${clash}`);
  if (notFound.length > 0) add('not found', listOf(notFound, 5));
  if (found.configDefaults !== null)
    add('configDefaults', `${shown(found.configDefaults)}: the only ${basename(found.configDefaults)}`);
  if (version !== null)
    add('pmtaVersion', `${version.version}${version.isSure ? '' : ', not written'}: ${version.why}`);
  if (providers.length > 0) add('providers', `${listOf(providers, 12)}: with blocks of their own`);
  if (entries.length > 0 && fragments.length > 0)
    add('fragments', `${parts} that no entry includes, such as ${someParts}`);
  const some = listOf(foreign.map(shown), 3);
  if (foreign.length > 0)
    add('ignores', `${others} that ${isOrAre(foreign)} no configuration of PowerMTA, such as ${some}`);
  const cut = 'not all: the folder holds too many files; begin in the one with the configurations';
  if (found.isCut) add('looked at', cut);
  return lines;
}
