import { basename, dirname } from 'node:path';
import { count, listOf } from '../engine/message.ts';
import { pathBelow } from '../model/source/file-system.ts';
import { visible } from '../base/visible.ts';
import type { Discoveries, FoundMain } from './discoveries.ts';

/** More lines of one kind help nobody. */
const MOST_LISTED = 30;

/** A text as YAML and JSON know it; plain where it can be nothing else. */
function scalar(text: string): string {
  return /^[A-Za-z_/][\w./-]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

function comment(text: string): string {
  return `# ${visible(text)}`;
}

/** A path as settings name it. */
function below({ top }: Discoveries, path: string): string {
  const relative = pathBelow(path, top) ?? path;
  return relative === '' ? '.' : relative;
}

/** Why a file is taken for a main configuration. */
function whyMain({ path, signs, files, isTemplate, setAside }: FoundMain): string {
  const includes = files.length > 1 ? `, and includes ${count(files.length - 1, 'file')}` : '';
  const what =
    signs.length > 0 ? `it has ${listOf(signs, 3)}` : `it is named ${basename(path)} and has includes`;
  const kind = isTemplate ? '; a template: what it leaves open is not judged' : '';
  return `${what}${includes}${kind}${setAside ? '; by its name a sample or a copy' : ''}`;
}

/** A glob that matches a path, whatever characters are in it. */
function globOf(path: string): string {
  return path.replace(/[*?{}[\]!\\]/g, '?');
}

/** Globs for files that are no configurations: the highest folders that hold no others, else the files themselves. */
function ignoresFor(found: Discoveries): string[] {
  const wanted = new Set<string>();
  const mains = [...found.entries, ...found.passedOver].flatMap(({ path, files }) => [path, ...files]);
  for (const path of [...mains, ...found.fragments, found.configDefaults ?? ''])
    for (let at = path; at.startsWith(`${found.top}/`); at = dirname(at)) wanted.add(dirname(at));
  const globs = found.foreign.map((path) => {
    let top: string | undefined;
    for (let at = dirname(path); at !== found.top && !wanted.has(at); at = dirname(at)) top = at;
    return globOf(top === undefined ? below(found, path) : `${below(found, top)}/`);
  });
  // A glob without a slash would match in every folder.
  return [...new Set(globs)].map((glob) => (glob.includes('/') ? glob : `./${glob}`)).sort();
}

function entryLines(found: Discoveries): string[] {
  const { entries, passedOver } = found;
  const lines = [
    comment('Main configurations: what a server starts with. They are checked when no path is given.'),
  ];
  if (entries.length === 0) {
    lines.push(
      found.fragments.length === 0
        ? comment('None was found here. Name it:')
        : comment(
            `None was found here; ${count(found.fragments.length, 'file')}, such as ${below(found, found.fragments[0] ?? '')}, ${found.fragments.length === 1 ? 'is a part' : 'are parts'} of one. Name it:`,
          ),
      comment('entry: etc/pmta/config'),
    );
  } else {
    lines.push('entry:');
    for (const main of entries)
      lines.push(`  - ${scalar(below(found, main.path))} ${comment(whyMain(main))}`);
  }
  for (const main of passedOver.slice(0, MOST_LISTED))
    lines.push(`  ${comment(`- ${scalar(below(found, main.path))}, ${whyMain(main)}`)}`);
  return lines;
}

function includeRootLines(found: Discoveries): string[] {
  const { mappings, clashing, notFound } = found;
  const lines = [comment('Where the absolute paths of include are found here.')];
  if (mappings.length === 0) lines.push(comment('includeRoots: { /etc/pmta: etc/pmta }'));
  else {
    lines.push('includeRoots:');
    for (const { prefix, folder, found: written } of mappings) {
      const why = `${count(written.length, 'include')}, such as ${written[0] ?? ''}`;
      lines.push(`  ${scalar(prefix)}: ${scalar(below(found, folder))} ${comment(why)}`);
    }
  }
  if (clashing.length > 0)
    lines.push(
      comment(
        `${listOf(clashing.map((path) => below(found, path)))} mean different folders by one path: each needs a settings file of its own.`,
      ),
    );
  if (notFound.length > 0)
    lines.push(
      comment(
        `Not found here: ${listOf(notFound, 5)}. What is read of them is not judged; give their folder, or --include-root.`,
      ),
    );
  return lines;
}

function versionLines({ version }: Discoveries): string[] {
  const about = 'The release of PowerMTA that runs; 5.0 where nothing is said.';
  if (version === null) return [comment(about), comment(`pmtaVersion: '5.0'`)];
  const line = `pmtaVersion: '${version.version}'`;
  return [
    comment(about),
    version.isSure ? `${line} ${comment(version.why)}` : comment(`${line}, if ${version.why}`),
  ];
}

function providerLines({ providers }: Discoveries): string[] {
  const about = [
    comment('Mailbox providers that must have a block of their own; limits that you agreed on count, too:'),
    comment('google: { reputation: established, maxSmtpOut: 40 }'),
  ];
  return providers.length === 0
    ? [...about, comment('providers: { google: true, yahoo: true, microsoft-consumer: true }')]
    : [
        ...about,
        'providers:',
        ...providers.map(
          (id, index) =>
            `  ${scalar(id)}: true${index === 0 ? ` ${comment('has one in each main configuration')}` : ''}`,
        ),
      ];
}

function ignoreLines(found: Discoveries): string[] {
  const globs = ignoresFor(found);
  const about = 'Left out where a folder is searched.';
  if (globs.length === 0) return [comment(about), comment('ignores: [old/]')];
  const more = globs.length - MOST_LISTED;
  return [
    comment(
      `${about} ${count(found.foreign.length, 'file')} here ${found.foreign.length === 1 ? 'is' : 'are'} named like configurations of PowerMTA, and ${found.foreign.length === 1 ? 'is' : 'are'} none.`,
    ),
    'ignores:',
    ...globs.slice(0, MOST_LISTED).map((glob) => `  - ${JSON.stringify(glob)}`),
    ...(more > 0 ? [comment(`and ${more} more`)] : []),
  ];
}

/**
 * A settings file in YAML that says what was found, and shows in comments what else can be said.
 *
 * @param schema Where the schema for editors is, as seen from the file; null where it is not known.
 */
export function settingsText(found: Discoveries, schema: string | null): string {
  const defaults =
    found.configDefaults === null
      ? []
      : [
          [
            comment('The defaults that ship with PowerMTA: read before each main configuration.'),
            `configDefaults: ${scalar(below(found, found.configDefaults))}`,
          ],
        ];
  const parts: readonly (readonly string[])[] = [
    [
      ...(schema === null ? [] : [comment(`yaml-language-server: $schema=${schema}`)]),
      comment(
        'Settings of pmta-lint. "pmta-lint --print-config PATH" shows what holds, and where it was said.',
      ),
      ...(found.isCut ? [comment('The folder holds more files than were looked at.')] : []),
    ],
    entryLines(found),
    includeRootLines(found),
    ...defaults,
    versionLines(found),
    [
      comment(
        'How well providers know your addresses: cold, warm or established. Decides which figures count.',
      ),
      comment('reputation: warm'),
    ],
    providerLines(found),
    ignoreLines(found),
    [
      comment(
        'Findings that wait until there is time: "pmta-lint --update-baseline" puts them on record here.',
      ),
      comment('baseline: pmta-baseline.json'),
    ],
    [
      comment('Which rules speak: recommended, strict (infos too) or all; and single rules, as in'),
      comment('"pmta-lint rules". One of category security that is off needs a reason.'),
      comment('extends: strict'),
      comment('rules:'),
      comment('  retry-too-fast: error'),
      comment(`  exposed-management: ['off', { reason: 'the firewall closes the port' }]`),
    ],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** What was found, for people: a line each, the name in front. */
export function foundLines(found: Discoveries): (readonly [name: string, text: string])[] {
  const { entries, passedOver, mappings, clashing, notFound, version, providers, foreign, fragments } = found;
  const lines: (readonly [string, string])[] = [];
  const shown = (path: string): string => below(found, path);
  for (const main of entries) lines.push(['entry', `${shown(main.path)}: ${whyMain(main)}`]);
  if (entries.length === 0)
    lines.push([
      'entry',
      fragments.length === 0
        ? 'no file of PowerMTA; name the main configuration when there is one'
        : `none: ${count(fragments.length, 'file')} of PowerMTA (${listOf(fragments.map(shown), 3)}), and nothing with log-file and spool in it`,
    ]);
  for (const main of passedOver.slice(0, MOST_LISTED))
    lines.push(['not entry', `${shown(main.path)}: ${whyMain(main)}`]);
  for (const { prefix, folder, found: written } of mappings)
    lines.push([
      'includeRoots',
      `${prefix} is ${shown(folder)}: ${count(written.length, 'include')} found there`,
    ]);
  if (clashing.length > 0)
    lines.push([
      'includeRoots',
      `${listOf(clashing.map(shown))} mean different folders by one path: run pmta-lint init in each of them`,
    ]);
  if (notFound.length > 0) lines.push(['not found', listOf(notFound, 5)]);
  if (found.configDefaults !== null)
    lines.push([
      'configDefaults',
      `${shown(found.configDefaults)}: the only ${basename(found.configDefaults)}`,
    ]);
  if (version !== null)
    lines.push(['pmtaVersion', `${version.version}${version.isSure ? '' : ', not written'}: ${version.why}`]);
  if (providers.length > 0) lines.push(['providers', `${listOf(providers, 12)}: with blocks of their own`]);
  if (entries.length > 0 && fragments.length > 0)
    lines.push([
      'fragments',
      `${count(fragments.length, 'file')} that no entry includes, such as ${listOf(fragments.map(shown), 3)}`,
    ]);
  if (foreign.length > 0)
    lines.push([
      'ignores',
      `${count(foreign.length, 'file')} that ${foreign.length === 1 ? 'is' : 'are'} no configuration of PowerMTA, such as ${listOf(foreign.map(shown), 3)}`,
    ]);
  if (found.isCut)
    lines.push([
      'looked at',
      'not all: the folder holds too many files; begin in the one with the configurations',
    ]);
  return lines;
}
