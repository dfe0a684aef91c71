import { groupBy, pushTo } from '../../base/collections.ts';
import { factsIn, findDirective, type Directive as DirectiveFacts } from '../../catalog/directives.ts';
import { findSection, type Section as SectionFacts } from '../../catalog/sections.ts';
import { parseValue, type ValueResult } from '../../catalog/values.ts';
import type { Range } from '../../../grammar/range.ts';
import { wordsOf } from '../../../grammar/parse.ts';
import type {
  CloseTag,
  Directive,
  InvalidLine,
  Line,
  PatternLine,
  Section,
  TemplateLine,
  Word,
} from '../../../grammar/tree.ts';
import { textInTag } from '../recovery/repaired-tags.ts';
import { repairedText, type RepairedLine } from '../recovery/repaired-line.ts';
import { unquote } from '../../catalog/values/words.ts';
import { canonicalForm, type Canonical } from './canonical.ts';
import type { Location, SourceFile } from './source-file.ts';

/** One occurrence of a directive where it is read: a file that is included twice gives two. */
export class DirectiveUse {
  readonly kind = 'directive';
  /** As written, in lower case. */
  readonly name: string;
  readonly #known: DirectiveFacts | undefined;
  readonly #repaired: RepairedLine | undefined;
  // Several rules ask, and the model itself.
  #verdict: ValueResult | undefined;
  #canonical: Canonical | undefined;

  constructor(
    readonly file: SourceFile,
    readonly line: Directive,
    readonly section: SectionUse,
    /** Position in reading order over all files. */
    readonly order: number,
    /** Lines that go on with the value, where it was wrapped. */
    readonly continuation: readonly Line[],
    /** Where the line is read as it was meant: `line` is the corrected one. */
    repaired?: RepairedLine,
  ) {
    this.#repaired = repaired;
    this.name = this.#read(line.name).toLowerCase();
    this.#known = findDirective(this.name);
  }

  #read(range: Range): string {
    return this.#repaired === undefined
      ? this.file.slice(range)
      : repairedText(this.file, range, this.#repaired.repairs);
  }

  /** What is known of the directive in its scope; undefined for an unknown name. */
  get facts(): DirectiveFacts | undefined {
    return this.#known === undefined ? undefined : factsIn(this.#known, this.section.scope);
  }

  /** The value as written, wrapped lines joined, comments left out; null if there is none. */
  get value(): string | null {
    const { line, file } = this;
    if (this.continuation.length === 0) return line.value === null ? null : this.#read(line.value);
    const parts = [line, ...this.continuation].map((part) => {
      const start = part === line ? (line.value?.start ?? part.end) : part.start;
      const text = file.text.slice(start, part.comment?.start ?? part.end).trimEnd();
      return (text.endsWith('\\') ? text.slice(0, -1) : text).trim();
    });
    const joined = parts.join(' ').trim();
    return joined === '' ? null : joined;
  }

  /** The verdict of the catalog on the value as written; undefined where the directive is unknown or has none. */
  get verdict(): ValueResult | undefined {
    const { facts, value } = this;
    if (facts === undefined || value === null) return undefined;
    return (this.#verdict ??= parseValue(facts, this.section.scope, value));
  }

  /** Under its present name: aliases, replaceable deprecated names and clear typos resolved. */
  get canonical(): Canonical {
    return (this.#canonical ??= canonicalForm(this));
  }

  /** The value without quotes. */
  get plainValue(): string | null {
    const { value } = this;
    return value === null ? null : unquote(value);
  }

  get words(): Word[] {
    return wordsOf(this.#repaired?.document ?? this.file.document, this.line);
  }

  /** Whether the line is broken in form, so that its value means nothing. */
  get broken(): boolean {
    return this.line.problem !== null;
  }

  get nameRange(): Range {
    return this.line.name;
  }

  /** Of the value, or of the name where there is none. */
  get valueRange(): Range {
    return this.line.value ?? this.line.name;
  }

  get nameLocation(): Location {
    return { file: this.file, range: this.nameRange };
  }

  get valueLocation(): Location {
    return { file: this.file, range: this.valueRange };
  }
}

/** A line of a section that is not a directive, where it is read. */
export interface OtherUse {
  readonly kind: 'other';
  readonly file: SourceFile;
  readonly line: PatternLine | CloseTag | TemplateLine | InvalidLine;
  readonly section: SectionUse;
  readonly order: number;
}

/** A line that sets a directive, and its value without quotes. */
export interface SettingLine {
  readonly use: DirectiveUse;
  readonly value: string;
}

/** One occurrence of a section where it is read. The configuration as a whole is a section of kind `global`. */
export class SectionUse {
  /** Everything in it, in reading order, included files too. */
  readonly content: (DirectiveUse | OtherUse | SectionUse)[] = [];
  readonly directives: DirectiveUse[] = [];
  readonly sections: SectionUse[] = [];
  readonly others: OtherUse[] = [];
  /** The argument of the tag, unquoted; null if there is none. */
  readonly argument: string | null;
  readonly facts: SectionFacts | undefined;
  /** Which directives are at home in it: its kind; for a fragment as a whole the section it is meant for. */
  scope: string;
  #byName: Map<string, DirectiveUse[]> | undefined;
  #settings: Map<string, SettingLine[]> | undefined;

  constructor(
    /** The tag's name in lower case; `global` for the whole. */
    readonly kind: string,
    readonly file: SourceFile,
    /** Null for the whole configuration. */
    readonly node: Section | null,
    readonly parent: SectionUse | null,
    readonly order: number,
    /** Read from the `config-defaults` that ships with PowerMTA. */
    readonly isDefault: boolean,
  ) {
    this.argument = node?.argument == null ? null : unquote(textInTag(file, node.open, node.argument));
    this.facts = findSection(kind);
    this.scope = kind;
  }

  /** The tag from `<` to `>`; the first line for the whole configuration. */
  get tagRange(): Range {
    return (
      this.node?.tag ?? { start: this.file.text.startsWith('\uFEFF') ? 1 : 0, end: this.file.lines.endOf(1) }
    );
  }

  get tagLocation(): Location {
    return { file: this.file, range: this.tagRange };
  }

  /** The directives of that name (lower case) in it, in reading order. */
  named(name: string): readonly DirectiveUse[] {
    this.#byName ??= groupBy(this.directives, (use) => use.name);
    return this.#byName.get(name) ?? [];
  }

  /** Its lines by the present name of their directive. Lines that are broken or lack their value set nothing. */
  get settings(): ReadonlyMap<string, readonly SettingLine[]> {
    if (this.#settings !== undefined) return this.#settings;
    const settings = new Map<string, SettingLine[]>();
    for (const use of this.directives) {
      const { name, value } = use.canonical;
      if (value !== null && !use.broken) pushTo(settings, name, { use, value });
    }
    return (this.#settings = settings);
  }

  /** The section and those around it, inside first. */
  *ancestry(): Generator<SectionUse> {
    yield this;
    for (let section = this.parent; section !== null; section = section.parent) yield section;
  }
}
