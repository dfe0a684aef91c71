import { decode, encode } from '../../grammar/encoding.ts';
import { compareModels } from '../compare/compare.ts';
import type { Finding, Fix } from '../engine/finding.ts';
import type { LintResult, Narrow } from '../engine/lint-result.ts';
import { lint } from '../suppressions/lint.ts';
import type { Rule } from '../engine/rule.ts';
import type { Settings } from '../engine/settings.ts';
import type { Model } from '../model/model.ts';
import type { SourceFile, SourceFiles } from '../model/source/source-file.ts';
import { Composition } from './composition.ts';
import { applyEdits, selectEdits } from './edits.ts';
import { brokenPlaces } from './broken-places.ts';

/** Passes after which fixing stops, whatever is left: rules that undo each other must not go on for ever. */
const MAX_PASSES = 10;

/** What is to be fixed, and how. */
export interface FixRequest {
  readonly files: SourceFiles;
  /** Makes the configurations out of the files as they are at that moment. */
  readonly load: (files: SourceFiles) => Model[];
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  /** Also apply fixes that are a good guess only. */
  readonly unsafe: boolean;
  /** Whether the file at a path may be changed; absent: every file that was read. */
  readonly mayChange?: (path: string) => boolean;
  /** Why the others may not, for those who wait for a fix; absent: nothing is said of it. */
  readonly whyNot?: (path: string) => string;
  /** Findings that it leaves out are not fixed. */
  readonly narrow?: Narrow;
}

/** A fix that was not applied because it would do something else than it promises. */
export interface Withheld {
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
}

/** A file with other contents than before. */
export interface FixedFile {
  readonly file: SourceFile;
  readonly text: string;
  /** All passes as edits of the text before. */
  readonly composition: Composition;
}

export interface FixOutcome {
  /** Findings that are left, and what could not be checked. */
  readonly result: LintResult;
  readonly models: readonly Model[];
  readonly changed: readonly FixedFile[];
  /** How many fixes were applied. */
  readonly applied: number;
  readonly withheld: readonly Withheld[];
  /** Why fixing stopped before nothing was left to do; null if it did not. */
  readonly stopped: string | null;
}

interface Proposal extends Fix {
  readonly finding: Finding;
}

/** What a fix is known by from pass to pass, while offsets and figures in messages move: its rule and its line. */
function keyOf({ finding, title }: Proposal, file: SourceFile | undefined): string {
  const line = file?.lines.positionAt(finding.start).line ?? 0;
  const text = file?.text.slice(file.lines.startOf(line), file.lines.endOf(line)) ?? finding.message;
  return [finding.rule, finding.path, title, text].join('\n');
}

/** How things are with some fixes. */
interface NextState {
  readonly proposals: readonly Proposal[];
  readonly files: SourceFiles;
  readonly models: Model[];
}

/** The state of a run between two passes. */
class Fixing {
  files: SourceFiles;
  models: Model[];
  readonly compositions = new Map<string, Composition>();
  readonly originals = new Map<string, SourceFile>();
  readonly withheld = new Map<string, Withheld>();
  /** How many fixes had been applied when it was withheld. */
  readonly #withheldAfter = new Map<string, number>();
  applied = 0;
  /** What was read to prove fixes; if they are made, it need not be read again. */
  #next: NextState | null = null;
  #byPath: ReadonlyMap<string, SourceFile> | undefined;

  constructor(readonly request: FixRequest) {
    this.files = request.files;
    this.models = request.load(request.files);
  }

  get byPath(): ReadonlyMap<string, SourceFile> {
    this.#byPath ??= new Map(this.models.flatMap((model) => model.files.map((file) => [file.path, file])));
    return this.#byPath;
  }

  /** The findings of the state, as far as they are asked for. */
  check(): LintResult {
    const { rules, settings, narrow } = this.request;
    const result = lint(this.models, rules, settings);
    return narrow === undefined ? result : narrow(result, this.models);
  }

  proposals(findings: readonly Finding[]): Proposal[] {
    const files = this.byPath;
    return findings
      .flatMap((finding) => (finding.fix === null ? [] : [{ ...finding.fix, finding }]))
      .filter(
        (one) =>
          (one.safety === 'safe' || this.request.unsafe) &&
          !this.withheld.has(keyOf(one, files.get(one.finding.path))) &&
          this.#staysInside(one),
      );
  }

  /** Whether a fix changes only what may be changed. One that does not is withheld where someone waits for it. */
  #staysInside(proposal: Proposal): boolean {
    const { mayChange, whyNot } = this.request;
    const outside = proposal.edits.find(({ path }) => mayChange?.(path) === false);
    if (outside !== undefined && whyNot !== undefined) this.withhold(proposal, whyNot(outside.path));
    return outside === undefined;
  }

  withhold(proposal: Proposal, reason: string): void {
    const { rule, path } = proposal.finding;
    const key = keyOf(proposal, this.byPath.get(path));
    this.withheld.set(key, { rule, path, reason });
    this.#withheldAfter.set(key, this.applied);
  }

  /**
   * Forgets what was withheld before other fixes were applied: with those it may keep its promise, and would in the next
   * run. False if there is nothing of the kind.
   */
  reconsider(): boolean {
    const before = this.withheld.size;
    for (const [key, applied] of this.#withheldAfter) {
      if (applied < this.applied) this.withheld.delete(key);
    }
    return this.withheld.size < before;
  }

  /** The files after some fixes; nothing of the run changes. Null if a fix does not fit its file. */
  after(proposals: readonly Proposal[]): SourceFiles | null {
    const byPath = this.byPath;
    const changed = new Map<SourceFile, Uint8Array>();
    for (const [path, edits] of selectEdits(proposals).edits) {
      const file = byPath.get(path);
      if (file === undefined) return null;
      const text = applyEdits(file.text, edits);
      // As it will be written. It has to be read as the same text again: not where a character has no place in latin-1, nor
      // where the last byte that is no UTF-8 goes and what is left is.
      const bytes = encode(text, (this.originals.get(path) ?? file).encoding);
      if (decode(bytes).text !== text) return null;
      changed.set(file, bytes);
    }
    return this.files.with(changed);
  }

  /** Why fixes may not be applied together; null if they may. */
  objection(proposals: readonly Proposal[]): string | null {
    const files = this.after(proposals);
    if (files === null) return 'it does not fit the file';
    const models = this.request.load(files);
    const objection = this.#objectionTo(proposals, models);
    if (objection === null) this.#next = { proposals, files, models };
    return objection;
  }

  #objectionTo(proposals: readonly Proposal[], models: readonly Model[]): string | null {
    if (models.length !== this.models.length) return 'it would change which files belong together';
    const before = this.models.reduce((sum, model) => sum + brokenPlaces(model), 0);
    if (models.reduce((sum, model) => sum + brokenPlaces(model), 0) > before)
      return 'the file would no longer parse';
    if (proposals.every((proposal) => proposal.safety === 'unsafe')) return null;
    for (const [index, model] of this.models.entries()) {
      const fixed = models[index];
      if (fixed === undefined) return 'it would change which files belong together';
      const change = compareModels(model, fixed).find(({ verdict }) => verdict !== 'stricter');
      if (change !== undefined) {
        const where = change.name === '' ? '' : ` of ${change.subject} ${change.name}`;
        return `it would change ${change.directive}${where} otherwise than it promises`;
      }
    }
    return null;
  }

  /** The largest part of the fixes that keeps its promise, found by halving; the others are withheld by name. */
  accept(proposals: readonly Proposal[]): readonly Proposal[] {
    if (proposals.length === 0) return [];
    const reason = this.objection(proposals);
    if (reason === null) return proposals;
    const [only] = proposals;
    if (proposals.length === 1 && only !== undefined) {
      this.withhold(only, reason);
      return [];
    }
    const middle = proposals.length >> 1;
    const left = this.accept(proposals.slice(0, middle));
    const right = this.accept(proposals.slice(middle));
    const both = [...left, ...right];
    if (left.length === 0 || right.length === 0 || this.objection(both) === null) return both;
    return left;
  }

  /** Makes fixes the state of the run. */
  commit(proposals: readonly Proposal[]): void {
    if (proposals.length === 0) return;
    const next = this.#next?.proposals === proposals ? this.#next : this.#stateAfter(proposals);
    this.#next = null;
    if (next === null) return;
    const byPath = this.byPath;
    for (const [path, edits] of selectEdits(proposals).edits) {
      const file = byPath.get(path);
      if (file === undefined) continue;
      const composition = this.compositions.get(path) ?? new Composition(file.text);
      if (!this.compositions.has(path)) this.originals.set(path, file);
      composition.apply(edits);
      this.compositions.set(path, composition);
    }
    this.applied += proposals.length;
    this.files = next.files;
    this.models = next.models;
    this.#byPath = undefined;
  }

  #stateAfter(proposals: readonly Proposal[]): NextState | null {
    const files = this.after(proposals);
    return files === null ? null : { proposals, files, models: this.request.load(files) };
  }

  get changed(): FixedFile[] {
    return [...this.compositions].flatMap(([path, composition]) => {
      const file = this.originals.get(path);
      const text = composition.text;
      return file === undefined || text === file.text ? [] : [{ file, text, composition }];
    });
  }

  get state(): string {
    return [...this.compositions]
      .map(([path, composition]) => `${path}\n${composition.text}`)
      .sort()
      .join('\0');
  }
}

/**
 * Applies fixes until nothing is left to apply: each pass lints, takes the fixes that do not overlap, proves that the
 * safe ones keep their promise, and goes on with the text that results. Nothing is written.
 */
export function fixFiles(request: FixRequest): FixOutcome {
  const fixing = new Fixing(request);
  const seen = new Set<string>();
  let stopped: string | null = null;
  let result = fixing.check();
  for (let pass = 1; ; pass++) {
    const proposals = fixing.proposals(result.findings);
    const { chosen, contradictory } = selectEdits(proposals);
    for (const proposal of contradictory) fixing.withhold(proposal, 'its own edits overlap');
    if (chosen.length === 0) {
      if (fixing.reconsider()) continue;
      break;
    }
    if (pass > MAX_PASSES) {
      stopped = `fixes were still left after ${MAX_PASSES} passes`;
      break;
    }
    seen.add(fixing.state);
    const safe = fixing.accept(chosen.filter((proposal) => proposal.safety === 'safe'));
    fixing.commit(safe);
    if (safe.length === 0) {
      const unsafe = fixing.accept(chosen.filter((proposal) => proposal.safety === 'unsafe'));
      fixing.commit(unsafe);
      if (unsafe.length === 0) continue;
    }
    result = fixing.check();
    if (seen.has(fixing.state)) {
      stopped = 'fixes undo each other';
      break;
    }
  }
  const { models, changed, applied } = fixing;
  return { result, models, changed, applied, withheld: [...fixing.withheld.values()], stopped };
}
