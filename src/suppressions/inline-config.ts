import { getOrMake } from '../base/collections.ts';
import { nearest } from '../catalog/nearest.ts';
import type { Model } from '../model/model.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import { CommentChoices, type CommentChoice } from './comment-choices.ts';
import type { Comment, Written } from '../engine/directive-comment.ts';
import { isDay } from './comment.ts';
import type { Finding } from '../engine/finding.ts';
import type { CommentFault, DirectiveComment, NamedRule } from '../engine/directive-comment.ts';
import { commentsOf, filesWithComments, type LocatedComment } from './located-comments.ts';
import type { Rule } from '../engine/rule.ts';
import type { Settings } from '../engine/settings.ts';
import { isEnabledIn } from '../engine/reported.ts';
import { SuppressedLines, type Suppression } from './suppressed-lines.ts';

/** A comment that starts or ends a suppression, before its use is known. */
interface Pending {
  readonly located: LocatedComment;
  readonly fault: CommentFault | null;
  readonly isOver: boolean;
  readonly suppressions: readonly Suppression[];
}

/** The comments addressed to pmta-lint. Each applies in its file, in every configuration that reads the file. */
export class InlineConfig {
  /** The settings with the levels and options that comments choose. */
  readonly settings: Settings;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #ids: readonly string[];
  readonly #files: ReadonlyMap<SourceFile, boolean>;
  readonly #choices: readonly CommentChoice[];
  readonly #pending: Pending[] = [];
  /** By path and rule. */
  readonly #suppressed = new Map<string, Map<string, SuppressedLines>>();
  readonly #byPath = new Map<string, SourceFile>();
  /** Files with a broken start of a range, so that an end without a start may be right. */
  readonly #brokenRanges = new Set<SourceFile>();

  constructor(models: readonly Model[], rules: readonly Rule[], settings: Settings) {
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
    this.#ids = [...this.#rules.keys()];
    this.#files = settings.inlineConfig ? filesWithComments(models) : new Map<SourceFile, boolean>();
    const comments = [...this.#files.keys()].flatMap(commentsOf);
    const choices = new CommentChoices(comments, rules, settings);
    this.#choices = choices.made;
    this.settings = choices.settingsWithChoices;
    for (const located of comments) if (located.comment.form !== 'rule') this.#add(located);
  }

  /** Whether a comment suppresses a finding; the comment then counts as used. */
  suppresses({ rule, path, start }: Pick<Finding, 'rule' | 'path' | 'start'>): boolean {
    const lines = this.#suppressed.get(path)?.get(rule);
    const file = this.#byPath.get(path);
    if (lines === undefined || file === undefined) return false;
    const suppression = lines.at(file.lines.positionAt(start).line);
    if (suppression !== undefined) suppression.isUsed = true;
    return suppression !== undefined;
  }

  /**
   * The comments with their status, by file and line. Call it when all findings were passed to `suppresses`.
   *
   * @param stopped Rules that threw: what they would have reported is unknown.
   */
  commentsWithStatus(stopped: ReadonlySet<string>): DirectiveComment[] {
    const all = [
      ...this.#pending.map((pending) => this.#withStatus(pending, stopped)),
      ...this.#choices.map((choice) => choiceWithStatus(choice)),
    ];
    return all.sort(
      (a, b) =>
        (a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : 0) ||
        a.comment.start - b.comment.start,
    );
  }

  #add(located: LocatedComment): void {
    const { file, comment } = located;
    const isOver = comment.until !== null && comment.until.text < this.settings.today;
    const suppressions = comment.names.map((name) => ({ name, isUsed: false }));
    const ending = comment.form === 'enable' ? this.#end(located, suppressions) : null;
    const fault = faultOf(comment) ?? ending;
    this.#pending.push({ located, fault, isOver, suppressions });
    this.#byPath.set(file.path, file);
    const counts = fault === null && !isOver;
    const mayBegin = comment.form === 'disable' || comment.form === undefined;
    const isBroken = fault !== null || comment.names.some(({ text }) => !this.#rules.has(text));
    if (mayBegin && isBroken) this.#brokenRanges.add(file);
    for (const suppression of suppressions) this.#begin(located, suppression, counts);
  }

  #begin(located: LocatedComment, suppression: Suppression, counts: boolean): void {
    const { file, comment, lineNumber, nextLine, isOnTop } = located;
    const lines = this.#suppressedLinesOf(file, suppression.name.text);
    if (lines === undefined) return;
    const works = counts && !this.#isProtected(suppression.name);
    if (comment.form === 'disable') lines.open(lineNumber, works ? suppression : null);
    if (!works) return;
    if (comment.form === 'disable-file') lines.addFile(suppression);
    if (comment.form === 'disable-line') lines.addLines([lineNumber], suppression);
    if (comment.form === 'disable-next-line') {
      // The next line may be a comment with a finding; findings about the whole configuration are in line 1.
      lines.addLines([lineNumber + 1, nextLine, ...(isOnTop ? [1] : [])], suppression);
    }
  }

  /** Ends the ranges of the named rules, or of all; without names, a fault if none is open. */
  #end({ file, lineNumber }: LocatedComment, suppressions: readonly Suppression[]): CommentFault | null {
    const isUnsure = this.#brokenRanges.has(file);
    for (const suppression of suppressions) {
      const ended = this.#suppressedLinesOf(file, suppression.name.text)?.close(lineNumber) ?? false;
      suppression.isUsed = ended || isUnsure;
    }
    if (suppressions.length > 0) return null;
    const all = [...(this.#suppressed.get(file.path)?.values() ?? [])];
    const ended = all.filter((lines) => lines.close(lineNumber));
    return ended.length > 0 || isUnsure ? null : { kind: 'nothing-to-end' };
  }

  /** Undefined for an unknown rule. */
  #suppressedLinesOf({ path }: SourceFile, ruleId: string): SuppressedLines | undefined {
    if (!this.#rules.has(ruleId)) return undefined;
    const inFile = getOrMake(this.#suppressed, path, () => new Map<string, SuppressedLines>());
    return getOrMake(inFile, ruleId, () => new SuppressedLines());
  }

  #isProtected({ text }: Written): boolean {
    return this.#rules.get(text)?.category === 'security' && !this.settings.allowSecuritySuppressions;
  }

  #withStatus(
    { located, fault, isOver, suppressions }: Pending,
    stopped: ReadonlySet<string>,
  ): DirectiveComment {
    const { file, line, comment } = located;
    const rules = suppressions.map(({ name, isUsed }): NamedRule => {
      const rule = this.#rules.get(name.text);
      if (rule === undefined) return { name, status: 'unknown', nearest: nearest(name.text, this.#ids) };
      if (comment.form === 'enable') return { name, status: isUsed ? 'used' : 'unused' };
      if (this.#isProtected(name)) return { name, status: 'protected' };
      return { name, status: isUsed || !this.#canTell(rule, file, stopped) ? 'used' : 'unused' };
    });
    const suppresses = comment.form !== 'enable' && comment.form !== undefined;
    return { file, line, comment, fault, rules, suppresses, isOver };
  }

  /** Whether a rule without a finding in a file would have reported one that is there. */
  #canTell(rule: Rule, file: SourceFile, stopped: ReadonlySet<string>): boolean {
    // The rules about comments run after this.
    if (rule.runs === 'last' || stopped.has(rule.id)) return false;
    if (!isEnabledIn(rule, file.path, this.settings)) return false;
    return rule.standsAlone === true || this.#files.get(file) === true;
  }
}

/** What is wrong with a comment on its own. */
function faultOf({ form, names, until }: Comment): CommentFault | null {
  if (form === undefined) return { kind: 'unknown-word' };
  if (until !== null && !isDay(until.text)) return { kind: 'bad-day' };
  return names.length === 0 && form !== 'enable' ? { kind: 'no-rules' } : null;
}

function choiceWithStatus({ located, ruleId, level, isProtected, fault }: CommentChoice): DirectiveComment {
  const { file, line, comment } = located;
  const rules: NamedRule[] = [];
  const { choice } = comment;
  if (ruleId !== undefined && choice !== null) {
    const start = choice.start + choice.text.indexOf(ruleId);
    const name = { text: ruleId, start, end: start + ruleId.length };
    rules.push({ name, status: isProtected ? 'protected' : 'used' });
  }
  return { file, line, comment, fault, rules, suppresses: level === 'off', isOver: false };
}
