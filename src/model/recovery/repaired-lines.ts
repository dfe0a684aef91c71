import type { Range } from '../../../grammar/range.ts';
import type { Directive, Line, Node, PatternLine } from '../../../grammar/tree.ts';
import {
  directiveNames,
  factsIn,
  findDirective,
  isSensitive,
  type Directive as DirectiveFacts,
  type ValueType,
} from '../../catalog/directives.ts';
import { nearest } from '../../catalog/nearest.ts';
import { parseValue } from '../../catalog/values.ts';
import { opensAccess } from '../../catalog/access.ts';
import type { Correction, LookalikeCorrection, Damage } from './repair.ts';
import { firstSign, isAccepted, isForeignComment, trailingComment } from './foreign-comments.ts';
import { contentStartOf, type ParsedText } from './decoded-text.ts';
import { isPlain, lookalikesIn, shifted, type Lookalike, type Resemblance } from './lookalikes.ts';
import { asWritten, repairedText, repairLine, type Repair, type RepairedLine } from './repaired-line.ts';

/** A line of a section that is not a tag. */
export type ContentLine = Exclude<Node, { kind: 'section' }>;

/** A directive in a line that may be a repaired one. */
interface Read {
  readonly line: Directive;
  readonly facts: DirectiveFacts;
  readonly value: string;
}

/** Types whose values are names of the DNS, addresses and the like, to which no look-alike can belong. */
const EXACT: readonly ValueType[] = [
  'cidr', 'cidr-port', 'domain-list', 'domain-name', 'domain-pattern', 'email', 'email-list', 'header-list',
  'header-name', 'host-port', 'hostname', 'ip', 'ip-port', 'smtp-host-list', 'url',
]; // prettier-ignore

/** Types whose values name something of the configuration. */
const NAMES: readonly ValueType[] = [
  'acct-field-list', 'acct-record-list', 'name-ref', 'name-ref-list', 'pattern-result', 'queue-filter-list',
]; // prettier-ignore

/** What cannot be a part of a name on purpose; a dash can, where the definition has it too. */
const NOT_IN_NAMES: readonly Resemblance[] = ['blank', 'nothing'];

function readDirective(file: ParsedText, scope: string, repaired: RepairedLine | null): Read | null {
  const line = repaired?.line;
  if (repaired === null || line?.kind !== 'directive' || line.problem !== null) return null;
  const known = findDirective(repairedText(file, line.name, repaired.repairs));
  if (known === undefined) return null;
  const value = line.value === null ? '' : repairedText(file, line.value, repaired.repairs);
  return { line, facts: factsIn(known, scope), value };
}

function isValid({ facts, value }: Read, scope: string): boolean {
  return value !== '' && isAccepted(facts, scope, value);
}

function isRefused(line: ContentLine, read: Read | null, scope: string): boolean {
  if (line.kind !== 'directive' || line.problem !== null || read === null) return true;
  return !isAccepted(read.facts, scope, read.value);
}

/** The type of the part of a value that PowerMTA takes, by the offset in the file; null for a secret. */
function typesIn(read: Read, scope: string): (place: Range) => ValueType | null {
  const { facts, value, line } = read;
  const result = parseValue(facts, scope, value);
  if (isSensitive(facts) && facts.args === undefined) return () => null;
  if (!result.ok || result.value.kind !== 'composite') {
    const isRegex = result.ok && result.value.kind === 'regex';
    const member = [EXACT, NAMES].flatMap(
      (types) => facts.anyOf?.find((one) => types.includes(one)) ?? [],
    )[0];
    const type = isRegex ? 'regex-pattern' : (member ?? facts.type);
    return () => type;
  }
  const { args } = result.value;
  return (place) => {
    const offset = place.start - (line.value?.start ?? place.start);
    const part = args.find(({ at }) => offset >= at.start && offset < at.end);
    const argument = facts.args?.find(({ name }) => name === part?.name);
    return argument === undefined || argument.sensitive === true ? null : argument.type;
  };
}

/** Whether curly quotes are around a value as straight ones should be. */
function isInCurlyQuotes(read: Read, all: readonly Lookalike[]): boolean {
  const [first] = all;
  const last = all.at(-1);
  const isQuote = (one: Lookalike | undefined): boolean => one?.like === 'quote';
  const { value } = read.line;
  return isQuote(first) && isQuote(last) && first?.start === value?.start && last?.end === value?.end;
}

/** Whether a pattern has a character on purpose: next to the plain one, or as something that need not be there. */
function isDeliberate(file: ParsedText, { start, end, text, like }: Lookalike): boolean {
  const reach = like === 'apostrophe' || like === 'quote' ? 12 : 3;
  const near = file.text.slice(Math.max(0, start - reach), start) + file.text.slice(end, end + reach);
  return (text !== '' && near.includes(text)) || /^[?*]/.test(file.text.slice(end, end + 1));
}

/** What look-alikes spoil in a value that PowerMTA takes as it is; null where they may be meant. */
function damageIn(
  read: Read,
  file: ParsedText,
  scope: string,
  all: readonly Lookalike[],
  isForeign: boolean,
): (one: Lookalike) => Damage | null {
  const typeAt = typesIn(read, scope);
  const inQuotes = isInCurlyQuotes(read, all);
  return (one) => {
    const type = typeAt(one);
    if (type === null) return null;
    if (type === 'regex-pattern') return isForeign || isDeliberate(file, one) ? null : 'pattern';
    if (EXACT.includes(type)) return 'match';
    const isQuote = one.like === 'quote' && inQuotes;
    if (NAMES.includes(type)) return isQuote || NOT_IN_NAMES.includes(one.like) ? 'reference' : null;
    const isInPath = (type === 'path' || type === 'path-or-url') && one.like === 'blank';
    return isQuote || isInPath || one.like === 'nothing' ? 'text' : null;
  };
}

class LineCheck {
  constructor(
    readonly file: ParsedText,
    readonly line: ContentLine,
    readonly scope: string,
    readonly all: readonly Lookalike[],
    /** What makes a comment of the text after the look-alikes. */
    readonly comment: readonly Repair[] = [],
  ) {}

  #repaired(lookalikes: readonly Lookalike[]): RepairedLine | null {
    return repairLine(this.file, this.line, [...lookalikes, ...this.comment]);
  }

  /** Whether the line holds text of a language that needs more than ASCII. */
  get isForeign(): boolean {
    return !isPlain(repairedText(this.file, this.line, this.all));
  }

  #with(lookalikes: readonly Lookalike[]): Read | null {
    return readDirective(this.file, this.scope, this.#repaired(lookalikes));
  }

  #found(lookalikes: readonly Lookalike[], damage: Damage, applied: boolean): LookalikeCorrection | null {
    const repaired = this.#repaired(lookalikes);
    if (repaired === null || lookalikes.length === 0) return null;
    return { kind: 'lookalike', line: this.line, repaired, applied, damage, lookalikes };
  }

  /** A line whose name PowerMTA does not know as it is written. */
  name(whole: RepairedLine, line: Directive): LookalikeCorrection | null {
    const { file, all, scope } = this;
    const name = repairedText(file, line.name, whole.repairs).toLowerCase();
    const head = all.filter(({ end }) => end <= (line.value?.start ?? line.end));
    if (head.length === 0) return null;
    if (findDirective(name) === undefined)
      return nearest(name, directiveNames()) === undefined ? null : this.#found(head, 'name', false);
    const [byName, byAll] = [this.#with(head), this.#with(all)];
    const isSecret = byName !== null && isSensitive(byName.facts);
    const isBetter = byAll !== null && isValid(byAll, scope) && !isSecret;
    const takesAll = isBetter && (byName === null || !isValid(byName, scope));
    const read = takesAll ? byAll : byName;
    const applied = read !== null && !opensAccess(read.facts, read.value);
    return this.#found(takesAll ? all : head, 'name', applied);
  }

  /** A line with a known name and something wrong with its value. */
  value(written: Read | null): LookalikeCorrection | null {
    const { all, scope, line } = this;
    const typeAt = written === null ? null : typesIn(written, scope);
    // PowerMTA knows what actions there are, while the catalog takes all.
    const damagesActions = all.some((one) => typeAt?.(one) === 'smtp-action-list');
    if (isRefused(line, written, scope) || damagesActions) {
      const read = this.#with(all);
      if (read === null || !isValid(read, scope) || isSensitive(read.facts)) return null;
      return this.#found(all, 'value', !opensAccess(read.facts, read.value));
    }
    if (written === null) return null;
    const damageOf = damageIn(written, this.file, scope, all, this.isForeign);
    // Only the first kind of damage is reported.
    const damage = all.map(damageOf).find((one) => one !== null);
    return damage === undefined
      ? null
      : this.#found(
          all.filter((one) => damageOf(one) === damage),
          damage,
          false,
        );
  }

  pattern(meant: PatternLine): LookalikeCorrection | null {
    const { line, all } = this;
    if (meant.problem !== null) return null;
    if (line.kind !== 'pattern' || line.problem !== null) return this.#found(all, 'value', true);
    const inRegex = all.filter(({ start, end }) => start >= meant.regex.start && end <= meant.regex.end);
    if (this.isForeign || inRegex.some((one) => isDeliberate(this.file, one))) return null;
    return inRegex.length > 0 ? this.#found(inRegex, 'pattern', false) : this.#found(all, 'text', false);
  }

  correction(): LookalikeCorrection | null {
    const { file, line, scope, all } = this;
    const whole = this.#repaired(all);
    if (whole === null) return null;
    const meant = whole.line;
    if (meant.kind === 'blank' || meant.kind === 'comment' || isForeignComment(meant))
      return this.#found(all, 'blank', true);
    if (meant.kind === 'pattern') return this.pattern(meant);
    if (meant.kind !== 'directive') return null;
    const name = repairedText(file, meant.name, whole.repairs).toLowerCase();
    if (line.kind !== 'directive' || file.slice(line.name).toLowerCase() !== name)
      return this.name(whole, meant);
    return this.value(readDirective(file, scope, asWritten(file.document, line)));
  }
}

function lookalikesOf(file: ParsedText, line: Line): Lookalike[] {
  const start = contentStartOf(file, line.start);
  const content = file.text.slice(start, line.comment?.start ?? line.end);
  return shifted(lookalikesIn(content, file.encoding), start);
}

/**
 * What is wrong with a line that PowerMTA would take but for characters that only look like those of the language, or
 * for a comment of another language at its end; also what such characters spoil in a value that it takes. Null for all
 * other lines.
 */
export function correctionOf(file: ParsedText, line: ContentLine, scope: string): Correction | null {
  if (line.kind === 'close' || line.kind === 'template' || isForeignComment(line)) return null;
  const all = file.isPlain ? [] : lookalikesOf(file, line);
  if (all.length === 0) return trailingComment(file, line, scope);
  const found = new LineCheck(file, line, scope, all).correction();
  if (found !== null && isRead(file, scope, found)) return found;
  const sign = firstSign(file, line);
  const before = sign === null ? [] : all.filter(({ end }) => end <= sign.start);
  if (sign !== null && before.length > 0) {
    const both = new LineCheck(file, line, scope, before, [sign]).correction();
    if (both !== null && isRead(file, scope, both)) return both;
  }
  return found ?? trailingComment(file, line, scope);
}

/** Whether nothing is wrong with a directive any more once it is repaired. */
function isRead(file: ParsedText, scope: string, { repaired }: LookalikeCorrection): boolean {
  const read = readDirective(file, scope, repaired);
  return read === null ? repaired.line.kind !== 'directive' : isValid(read, scope);
}
