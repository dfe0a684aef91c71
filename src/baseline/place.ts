import { createHash } from 'node:crypto';
import { factsIn, findDirective, isSensitive } from '../catalog/directives.ts';
import { unquote } from '../catalog/values/words.ts';
import { secretsIn } from '../model/secrets.ts';
import type { DirectedValue } from './recorded.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import { EnclosingSections } from '../../grammar/enclosing.ts';
import type { Range } from '../../grammar/range.ts';
import type { Directive, Line, Section } from '../../grammar/tree.ts';

/** Sections around a line that are named one by one; what is nested deeper is named by a hash. */
const DEEPEST = 12;
/** Units of a text in a place; a longer one ends in a hash of the whole. */
const LONGEST = 100;

/** The place of findings about the whole configuration, whose range is its first line. */
export const WHOLE = 'whole configuration';

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… ${hashOf(text)}`;
}

/** A text in which layout makes no difference. */
function evened(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** The sections around a line as they are named, and how many they are; '' for none. */
interface Around {
  readonly sections: string;
  readonly depth: number;
  /** The name of the innermost one; `global` for none. */
  readonly scope: string;
}

/** Whether a finding is about the configuration as a whole: it takes the first line, and not as one of its parts. */
export function isAboutWhole({ start, end }: Range, file: SourceFile): boolean {
  const first = file.text.startsWith('\uFEFF') ? 1 : 0;
  if (start !== first || end !== file.lines.endOf(1)) return false;
  const [line] = file.document.lines;
  if (line === undefined || line.kind === 'blank' || line.kind === 'comment') return true;
  const own = line.kind === 'directive' ? line.name : line.kind === 'invalid' ? line.problem : undefined;
  const part = line.kind === 'open' || line.kind === 'close' ? line.tag : own;
  return part?.start !== start || part.end !== end;
}

/** Places in one file, as people name them (`<domain gmail.com> max-smtp-out`): stable when lines move, free of secrets. */
export class Places {
  readonly #around: EnclosingSections<Around>;
  /** By line, from where on it is not to be shown. */
  #masks: ReadonlyMap<number, number> | undefined;

  constructor(readonly file: SourceFile) {
    this.#around = new EnclosingSections<Around>(
      file.document.children,
      { sections: '', depth: 0, scope: 'global' },
      (section, outside) => this.#inside(section, outside),
    );
  }

  placeOf(finding: Range): string {
    const { file } = this;
    if (isAboutWhole(finding, file)) return WHOLE;
    const number = file.lines.positionAt(finding.start).line;
    const line = file.document.lines[number - 1];
    const { sections } = this.#around.at(line?.kind === 'open' ? line.next : finding.start);
    const own = line === undefined ? '' : this.#ownPlace(line, number);
    return [sections, own].filter((part) => part !== '').join(' ');
  }

  /** The value of the line that a finding is at, if one direction of change is riskier; else null. */
  valueAt(finding: Range): DirectedValue | null {
    const { file } = this;
    const number = file.lines.positionAt(finding.start).line;
    const line = file.document.lines[number - 1];
    if (line?.kind !== 'directive' || line.value === null || isAboutWhole(finding, file)) return null;
    const found = findDirective(file.slice(line.name));
    const { scope } = this.#around.at(finding.start);
    const directive = found && factsIn(found, scope);
    const isSecret = directive === undefined || isSensitive(directive);
    if (isSecret || directive.stricter === undefined) return null;
    return { directive, scope, value: cut(unquote(this.#text(line.value, number))) };
  }

  #ownPlace(line: Line, number: number): string {
    switch (line.kind) {
      case 'open':
        return '';
      case 'directive':
        return this.#directive(line, number);
      case 'close':
        return this.#text(line.tag, number).toLowerCase();
      default:
        return cut(this.#text(line, number));
    }
  }

  /** Its name; with its value where it is one of several next to each other. */
  #directive(line: Directive, number: number): string {
    // Masked too: a line that goes on with a secret may look like a directive.
    const name = this.#text(line.name, number).toLowerCase();
    const facts = findDirective(name);
    if (facts === undefined) return cut(name);
    if (facts.repeatable !== true || line.value === null || isSensitive(facts)) return facts.name;
    return cut(`${facts.name} ${unquote(this.#text(line.value, number))}`);
  }

  /** A part of a line, up to where a secret begins in it. */
  #text({ start, end }: Range, number: number): string {
    const mask = (this.#masks ??= this.#findMasks()).get(number) ?? end;
    return evened(this.file.text.slice(start, Math.max(start, Math.min(end, mask))).replace(/^\uFEFF/, ''));
  }

  #findMasks(): Map<number, number> {
    const masks = new Map<number, number>();
    const { lines } = this.file;
    for (const secret of secretsIn(this.file)) {
      const last = lines.positionAt(Math.max(secret.start, secret.end - 1)).line;
      for (let line = lines.positionAt(secret.start).line; line <= last; line++) {
        const from = Math.max(lines.startOf(line), secret.start);
        masks.set(line, Math.min(from, masks.get(line) ?? from));
      }
    }
    return masks;
  }

  #tag(node: Section): string {
    const { file } = this;
    const number = file.lines.positionAt(node.tag.start).line;
    const name = this.#text(node.name, number).toLowerCase();
    if (node.argument === null) return `<${name}>`;
    const argument = unquote(this.#text(node.argument, number)).toLowerCase();
    return `<${cut(`${name} ${argument}`.trimEnd())}>`;
  }

  #inside(node: Section, outside: Around): Around {
    const depth = outside.depth + 1;
    const written = outside.depth === 0 ? this.#tag(node) : `${outside.sections} ${this.#tag(node)}`;
    const scope = this.file.slice(node.name).toLowerCase();
    return { sections: depth > DEEPEST ? hashOf(written) : written, depth, scope };
  }
}
