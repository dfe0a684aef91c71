import { directives } from '../../src/catalog/directives.ts';
import { findSection, sections } from '../../src/catalog/sections.ts';
import { SECRET } from './assert-clean-output.ts';

/** A place of the language that takes an argument: the text before it and after it. */
export interface Place {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** A valid argument for the tag of a section, as far as its form requires one. */
const VALID: Readonly<Record<string, string>> = {
  none: '',
  name: ' n',
  path: ' /p',
  'path-or-pipe': ' /p',
  'ip-or-cidr-or-name': ' 192.0.2.1',
  'ip:port': ' 192.0.2.1:25',
  'domain-pattern': ' example.com',
};

function tagOf(name: string): string {
  const form = findSection(name)?.argument.form ?? 'none';
  return `<${name}${VALID[form] ?? ''}>`;
}

/** Puts lines into a section, and that one into another where it may not be at the top. */
export function within(scope: string, before: string, after = ''): { before: string; after: string } {
  if (scope === 'global') return { before, after: `${after}\n` };
  const [parent = 'global'] = findSection(scope)?.parents ?? [];
  const inner = { before: `${tagOf(scope)}\n${before}`, after: `${after}\n</${scope}>` };
  return within(parent, inner.before, inner.after);
}

function place(name: string, scope: string, before: string, after = ''): Place {
  return { name: `${name} in ${scope}`, ...within(scope, before, after) };
}

/** Every directive of the catalog in each scope where it is allowed. */
export function directivePlaces(): Place[] {
  return directives().flatMap(({ name, scopes }) => scopes.map((scope) => place(name, scope, `${name} `)));
}

/** The tag of every section, under each of its parents. */
export function sectionPlaces(): Place[] {
  return sections().flatMap(({ name, parents }) =>
    parents.map((parent) => place(`<${name}>`, parent, `<${name} `, `>\n</${name}>`)),
  );
}

/** Lines of the lists that have a grammar of their own, names, macros, comments, and lines that are none of these. */
export function languagePlaces(): Place[] {
  return [
    place('a reply', 'smtp-pattern-list', 'reply '),
    place('the pattern of a reply', 'smtp-pattern-list', 'reply /', '/ mode=backoff'),
    place('the actions of a reply', 'smtp-pattern-list', 'reply /x/ '),
    place('a sender', 'pattern-list', 'mail-from /', '/ virtual-mta=n'),
    place('a header', 'pattern-list', 'header ', ' /x/ virtual-mta=n'),
    place('a result', 'pattern-list', 'rcpt-to /x/ '),
    place('a category', 'bounce-category-patterns', '/x/ '),
    place('the pattern of a category', 'bounce-category-patterns', '/', '/ bad-mailbox'),
    place('an alias', 'aliases', 'postmaster to '),
    place('an MX host', 'mx-rollup-list', 'mx ', ' example.com'),
    place('a rewritten sender', 'rewrite-list', 'mail-from ', ' x@example.com'),
    place('a filter', 'signals-filter', 'sender-or-from '),
    place('a macro', 'global', 'domain-macro m ', '\n<domain $m>\nmax-smtp-out 3\n</domain>'),
    place('the name of a macro', 'global', 'domain-macro ', ' example.com'),
    place('an include', 'global', 'include '),
    place('a line', 'global', ''),
    place('a name before a value', 'domain', '', ' 3'),
    place('a name before a colon', 'domain', 'max-smtp-out: '),
    place('a name before an equals sign', 'domain', 'max-smtp-out='),
    place('a comment', 'domain', '# '),
    place('a foreign comment', 'domain', 'max-smtp-out 3 // '),
    place('a comment that silences', 'domain', '# pmta-lint-disable-next-line ', '\nmax-smtp-out x'),
    place('a comment that silences a file', 'global', '# pmta-lint-disable-file '),
    place('a comment that chooses', 'global', '# pmta-lint-rule '),
    place('a reason', 'global', '# pmta-lint-disable syntax-error -- '),
    place('a tag', 'global', '<', '>'),
    place('a closing tag', 'global', '</', '>'),
  ];
}

/** Lines with a secret around the argument; none of it may be shown. */
export function secretPlaces(): Place[] {
  return directives().flatMap(({ name, scopes, sensitive, perScope }) =>
    scopes
      .filter((scope) => (perScope?.[scope]?.sensitive ?? sensitive) === true)
      .flatMap((scope) => [
        place(`a secret before it, ${name}`, scope, `${name} ${SECRET} `),
        place(`a secret after it, ${name}`, scope, `${name} `, ` ${SECRET}`),
        place(`a secret that touches it, ${name}`, scope, `${name} ${SECRET}`, SECRET),
      ]),
  );
}

/** A configuration with the argument in all these places. */
export function everywhere(places: readonly Place[], argument: Buffer): Buffer {
  return Buffer.concat(
    places.flatMap(({ before, after }) => [Buffer.from(before), argument, Buffer.from(after)]),
  );
}
