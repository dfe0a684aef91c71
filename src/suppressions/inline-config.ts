import { nearest } from '../catalog/nearest.ts';
import type { Model } from '../model/model.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import { CommentChoices, type CommentChoice } from './comment-choices.ts';
import { isDay, type Comment, type Written } from './comment.ts';
import type { Finding } from '../engine/finding.ts';
import type { CommentFault, DirectiveComment, NamedRule } from '../engine/directive-comment.ts';
import { commentsOf, filesWithComments, type LocatedComment } from './located-comments.ts';
import type { Rule } from '../engine/rule.ts';
import type { Settings } from '../engine/settings.ts';
import { isEnabledIn } from '../engine/reported.ts';
import { Silence, type Silencer } from './suppressed-lines.ts';

/** A comment that silences rules or ends that, before it is known whether it had anything to silence. */
interface Pending {
  readonly located: LocatedComment;
  readonly fault: CommentFault | null;
  readonly isOver: boolean;
  readonly silencers: readonly Silencer[];
}

/**
 * What comments in the configurations say to this tool. They count in the file they stand in, however often and in
 * however many configurations it is read.
 */
export class InlineConfig {
  /** The settings with the levels and options that comments choose. */
  readonly settings: Settings;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #ids: readonly string[];
  readonly #files: ReadonlyMap<SourceFile, boolean>;
  readonly #choices: readonly CommentChoice[];
  readonly #pending: Pending[] = [];
  /** By path and rule. */
  readonly #silences = new Map<string, Map<string, Silence>>();
  readonly #byPath = new Map<string, SourceFile>();
  /** Files with the beginning of a range that is written wrong: what ends there is not known. */
  readonly #brokenRanges = new Set<SourceFile>();

  constructor(models: readonly Model[], rules: readonly Rule[], settings: Settings) {
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
    this.#ids = [...this.#rules.keys()];
    this.#files = settings.inlineConfig ? filesWithComments(models) : new Map<SourceFile, boolean>();
    const comments = [...this.#files.keys()].flatMap(commentsOf);
    const choices = new CommentChoices(comments, rules, settings);
    this.#choices = choices.made;
    this.settings = choices.settingsInForce;
    for (const located of comments) if (located.comment.form !== 'rule') this.#add(located);
  }

  /** Whether a comment silences a finding; the comment is then one that works. */
  hides({ rule, path, start }: Pick<Finding, 'rule' | 'path' | 'start'>): boolean {
    const silence = this.#silences.get(path)?.get(rule);
    const file = this.#byPath.get(path);
    if (silence === undefined || file === undefined) return false;
    const silencer = silence.at(file.lines.positionAt(start).line);
    if (silencer !== undefined) silencer.hides = true;
    return silencer !== undefined;
  }

  /**
   * The comments and what became of them, by file and line: to be asked when all findings have been.
   *
   * @param stopped Rules that stopped, so that nobody knows what they would have found.
   */
  judged(stopped: ReadonlySet<string>): DirectiveComment[] {
    const all = [
      ...this.#pending.map((pending) => this.#judge(pending, stopped)),
      ...this.#choices.map((choice) => judgedChoice(choice)),
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
    const silencers = comment.names.map((name) => ({ name, hides: false }));
    const ending = comment.form === 'enable' ? this.#end(located, silencers) : null;
    const fault = faultOf(comment) ?? ending;
    this.#pending.push({ located, fault, isOver, silencers });
    this.#byPath.set(file.path, file);
    const counts = fault === null && !isOver;
    const mayBegin = comment.form === 'disable' || comment.form === undefined;
    const isBroken = fault !== null || comment.names.some(({ text }) => !this.#rules.has(text));
    if (mayBegin && isBroken) this.#brokenRanges.add(file);
    for (const silencer of silencers) this.#begin(located, silencer, counts);
  }

  #begin(located: LocatedComment, silencer: Silencer, counts: boolean): void {
    const { file, comment, lineNumber, nextLine, isOnTop } = located;
    const silence = this.#silenceOf(file, silencer.name.text);
    if (silence === undefined) return;
    const works = counts && !this.#isProtected(silencer.name);
    if (comment.form === 'disable') silence.open(lineNumber, works ? silencer : null);
    if (!works) return;
    if (comment.form === 'disable-file') silence.addFile(silencer);
    if (comment.form === 'disable-line') silence.addLines([lineNumber], silencer);
    if (comment.form === 'disable-next-line') {
      // The very next line may hold a comment that is reported. What is said of the configuration as a whole stands in
      // its first line, which then is a comment.
      silence.addLines([lineNumber + 1, nextLine, ...(isOnTop ? [1] : [])], silencer);
    }
  }

  /** Ends the ranges of some rules, or of all if none is named: then it is a fault if none is open. */
  #end({ file, lineNumber }: LocatedComment, silencers: readonly Silencer[]): CommentFault | null {
    const isUnsure = this.#brokenRanges.has(file);
    for (const silencer of silencers) {
      const ended = this.#silenceOf(file, silencer.name.text)?.close(lineNumber) ?? false;
      silencer.hides = ended || isUnsure;
    }
    if (silencers.length > 0) return null;
    const all = [...(this.#silences.get(file.path)?.values() ?? [])];
    const ended = all.filter((silence) => silence.close(lineNumber));
    return ended.length > 0 || isUnsure ? null : { kind: 'nothing-to-end' };
  }

  /** Undefined for an unknown rule. */
  #silenceOf({ path }: SourceFile, ruleId: string): Silence | undefined {
    if (!this.#rules.has(ruleId)) return undefined;
    const inFile = this.#silences.get(path) ?? new Map<string, Silence>();
    this.#silences.set(path, inFile);
    const silence = inFile.get(ruleId) ?? new Silence();
    inFile.set(ruleId, silence);
    return silence;
  }

  #isProtected({ text }: Written): boolean {
    return this.#rules.get(text)?.category === 'security' && !this.settings.allowSecuritySuppressions;
  }

  #judge({ located, fault, isOver, silencers }: Pending, stopped: ReadonlySet<string>): DirectiveComment {
    const { file, line, comment } = located;
    const rules = silencers.map(({ name, hides }): NamedRule => {
      const rule = this.#rules.get(name.text);
      if (rule === undefined) return { name, state: 'unknown', nearest: nearest(name.text, this.#ids) };
      if (comment.form === 'enable') return { name, state: hides ? 'works' : 'idle' };
      if (this.#isProtected(name)) return { name, state: 'protected' };
      return { name, state: hides || !this.#canTell(rule, file, stopped) ? 'works' : 'idle' };
    });
    const silences = comment.form !== 'enable' && comment.form !== undefined;
    return { file, line, comment, fault, rules, silences, isOver };
  }

  /** Whether a rule that has found nothing in a file would have found it. */
  #canTell(rule: Rule, file: SourceFile, stopped: ReadonlySet<string>): boolean {
    // What the rules about comments find is known only when they have run, which is now.
    if (rule.runs === 'last' || stopped.has(rule.id)) return false;
    if (!isEnabledIn(rule, file.path, this.settings)) return false;
    return rule.standsAlone === true || this.#files.get(file) === true;
  }
}

/** What is wrong with a comment whatever else the file holds. */
function faultOf({ form, names, until }: Comment): CommentFault | null {
  if (form === undefined) return { kind: 'unknown-word' };
  if (until !== null && !isDay(until.text)) return { kind: 'bad-day' };
  return names.length === 0 && form !== 'enable' ? { kind: 'no-rules' } : null;
}

function judgedChoice({ located, ruleId, level, isProtected, fault }: CommentChoice): DirectiveComment {
  const { file, line, comment } = located;
  const rules: NamedRule[] = [];
  const { choice } = comment;
  if (ruleId !== undefined && choice !== null) {
    const start = choice.start + choice.text.indexOf(ruleId);
    const name = { text: ruleId, start, end: start + ruleId.length };
    rules.push({ name, state: isProtected ? 'protected' : 'works' });
  }
  return { file, line, comment, fault, rules, silences: level === 'off', isOver: false };
}
