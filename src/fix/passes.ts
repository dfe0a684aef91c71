import { decode, encode } from '../../grammar/encoding.ts';
import { getOrMake, groupBy } from '../base/collections.ts';
import { compareModels } from '../compare/compare.ts';
import {
  identityOf,
  NOTHING_FIXED,
  type Finding,
  type Fix,
  type FixCounts,
  type FixEffect,
} from '../engine/finding.ts';
import type { LintResult, Narrow } from '../engine/lint-result.ts';
import { assumesNoDefaults } from '../engine/make-finding.ts';
import { lint } from '../suppressions/lint.ts';
import type { Rule } from '../engine/rule.ts';
import type { Settings } from '../engine/settings.ts';
import type { Model } from '../model/model.ts';
import { filesByPath } from '../model/project.ts';
import type { SourceFile, SourceFiles } from '../model/source/source-file.ts';
import { Composition } from './composition.ts';
import { applyEdits, selectEdits } from './edits.ts';

/** Rules that undo each other must not go on for ever. */
const MAX_PASSES = 10;

/** Why fixing stopped before nothing was left to do, by code. */
const STOPS = {
  'too-many-passes': `fixes were still left after ${MAX_PASSES} passes`,
  'no-progress': 'fixes undo each other',
} as const;

/** A configuration beside those of the run. */
export interface Neighbour {
  /** As reasons name it. */
  readonly name: string;
  readonly load: (files: SourceFiles) => Model;
}

export interface FixRequest {
  readonly files: SourceFiles;
  /** Makes the configurations from the files as they are at that moment. */
  readonly load: (files: SourceFiles) => Model[];
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  /** Which fixes are applied. */
  readonly effects: readonly FixEffect[];
  /** Configurations beside those of the run that may read the same files: a fix may loosen nothing in them either. */
  readonly neighbours?: (models: readonly Model[]) => readonly Neighbour[];
  /** Whether the file at a path may be changed; absent: every file that was read. */
  readonly mayChange?: (path: string) => boolean;
  /** Why the others may not, for the list of withheld fixes; absent: such fixes are not listed. */
  readonly whyNot?: (path: string) => string;
  /** Findings that it leaves out are not fixed. */
  readonly narrow?: Narrow;
}

/** A fix that was not applied because it would do something else than it promises. */
export interface WithheldFix {
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
  /** The configurations before all fixes. */
  readonly before: readonly Model[];
  readonly models: readonly Model[];
  readonly changed: readonly FixedFile[];
  /** How many of the findings at the start are gone, by the effect of their fix. */
  readonly fixed: FixCounts;
  /** How many of them have a fix that assumes that the server has no `config-defaults`. */
  readonly assumed: number;
  readonly withheld: readonly WithheldFix[];
  /** Why fixing stopped before nothing was left to do; null if it did not. */
  readonly stopped: { readonly code: keyof typeof STOPS; readonly reason: string } | null;
}

interface Proposal extends Fix {
  readonly finding: Finding;
}

/** Counts broken lines, sections without end and closing tags without beginning; a fix must not add one. */
export function brokenPlaces(model: Model): number {
  const tags = model.sections.flatMap(({ node }) => (node === null ? [] : [node]));
  const unclosed = tags.filter((node) => node.close === null).length;
  const brokenTags = tags.filter((node) => node.open.problem !== null || node.close?.problem != null).length;
  const brokenLines = model.directives.filter((use) => use.broken).length;
  const others = model.allSections.flatMap((section) => section.others);
  const stray = others.filter(({ line }) => line.kind === 'close' || line.kind === 'invalid').length;
  return unclosed + brokenTags + brokenLines + stray;
}

interface State {
  readonly files: SourceFiles;
  readonly models: readonly Model[];
  readonly byPath: ReadonlyMap<string, SourceFile>;
}

function stateOf(files: SourceFiles, { load }: FixRequest): State {
  const models = load(files);
  return { files, models, byPath: filesByPath(models) };
}

/** A change from one state to another that fixes of an effect may not make, as a reason to withhold them; null for none. */
function promiseBroken(
  effect: 'neutral' | 'tightens',
  before: readonly Model[],
  after: readonly Model[],
): string | null {
  const change = after
    .flatMap((model, index) => compareModels(before[index] ?? model, model))
    .find(({ verdict }) => effect === 'neutral' || verdict !== 'stricter');
  if (change === undefined) return null;
  const where = change.name === '' ? '' : ` of ${change.subject} ${change.name}`;
  return `it would change ${change.directive}${where} otherwise than it promises`;
}

class Fixing {
  readonly before: readonly Model[];
  state: State;
  /** What the fixes are judged against: the state at the start, or after the last unsafe fixes. */
  start: State;
  readonly compositions = new Map<string, Composition>();
  readonly originals = new Map<string, SourceFile>();
  /** With how many fixes had been applied when it was withheld. */
  readonly withheld = new Map<string, { readonly fix: WithheldFix; readonly after: number }>();
  /** Fixes that were applied so far. */
  applied = 0;
  /** The state after the fixes that were last proved; it need not be read again if they are made. */
  #next: { readonly proposals: readonly Proposal[]; readonly state: State } | null = null;

  #allNeighbours: readonly Neighbour[] | undefined;
  readonly #neighbours = new Map<string, Model>();

  constructor(readonly request: FixRequest) {
    this.state = stateOf(request.files, request);
    this.start = this.state;
    this.before = this.state.models;
  }

  check(): LintResult {
    const { rules, settings, narrow } = this.request;
    const result = lint(this.state.models, rules, settings);
    return narrow?.(result, this.state.models) ?? result;
  }

  proposals(findings: readonly Finding[]): Proposal[] {
    return findings
      .flatMap((finding) => (finding.fix === null ? [] : [{ ...finding.fix, finding }]))
      .filter(({ effect }) => this.request.effects.includes(effect))
      .filter((one) => !this.withheld.has(this.#keyOf(one)) && this.#staysInside(one));
  }

  /** Identifies a fix in all passes, while offsets and figures in messages change: its rule and its line. */
  #keyOf({ finding, title }: Proposal): string {
    const file = this.state.byPath.get(finding.path);
    const line = file?.lines.positionAt(finding.start).line ?? 0;
    const text = file?.text.slice(file.lines.startOf(line), file.lines.endOf(line)) ?? finding.message;
    return [finding.rule, finding.path, title, text].join('\n');
  }

  #staysInside(proposal: Proposal): boolean {
    const { mayChange, whyNot } = this.request;
    const outside = proposal.edits.find(({ path }) => mayChange?.(path) === false);
    if (outside !== undefined && whyNot !== undefined) this.withhold(proposal, whyNot(outside.path));
    return outside === undefined;
  }

  withhold(proposal: Proposal, reason: string): void {
    const { rule, path } = proposal.finding;
    this.withheld.set(this.#keyOf(proposal), { fix: { rule, path, reason }, after: this.applied });
  }

  /** Forgets fixes that were withheld before others were applied, which may have helped; false if there are none. */
  reconsider(): boolean {
    const before = this.withheld.size;
    for (const [key, { after }] of this.withheld) if (after < this.applied) this.withheld.delete(key);
    return this.withheld.size < before;
  }

  /** The state after some fixes; nothing of the run changes. Null if a fix does not fit its file. */
  #after(proposals: readonly Proposal[]): State | null {
    const changed = new Map<SourceFile, Uint8Array>();
    for (const [path, edits] of selectEdits(proposals).edits) {
      const file = this.state.byPath.get(path);
      if (file === undefined) return null;
      const text = applyEdits(file.text, edits);
      // The written bytes must be read as the same text: some characters are not in latin-1, and a text without its
      // last byte that is not UTF-8 changes its encoding.
      const bytes = encode(text, (this.originals.get(path) ?? file).encoding);
      if (decode(bytes).text !== text) return null;
      changed.set(file, bytes);
    }
    return stateOf(this.state.files.with(changed), this.request);
  }

  /** Why fixes may not be applied together; null if they may. */
  #objection(proposals: readonly Proposal[]): string | null {
    const state = this.#after(proposals);
    if (state === null) return 'it does not fit the file';
    const objection = this.#objectionTo(proposals, state);
    if (objection === null) this.#next = { proposals, state };
    return objection;
  }

  #objectionTo(proposals: readonly Proposal[], { models, files }: State): string | null {
    const { models: before } = this.state;
    const brokenIn = (all: readonly Model[]): number => all.reduce((sum, one) => sum + brokenPlaces(one), 0);
    if (models.length !== before.length) return 'it would change which files belong together';
    if (brokenIn(models) > brokenIn(before)) return 'the file would no longer parse';
    if (proposals.some(({ effect }) => effect === 'unsafe')) return null;
    const isNeutral = proposals.every(({ effect }) => effect === 'neutral');
    // Fixes that keep their promise one by one can break it together: the end is compared with the start.
    const isFirst = this.state === this.start;
    return (
      (isNeutral ? promiseBroken('neutral', before, models) : null) ??
      (isNeutral && isFirst ? null : promiseBroken('tightens', this.start.models, models)) ??
      this.#objectionOfNeighbours(proposals, files)
    );
  }

  /** Why a configuration that is not checked, and reads one of the changed files, speaks against fixes. */
  #objectionOfNeighbours(proposals: readonly Proposal[], files: SourceFiles): string | null {
    const paths = new Set(proposals.flatMap(({ edits }) => edits.map(({ path }) => path)));
    this.#allNeighbours ??= this.request.neighbours?.(this.before) ?? [];
    for (const { name, load } of this.#allNeighbours) {
      const before = getOrMake(this.#neighbours, name, () => load(this.start.files));
      if (!before.files.some(({ path }) => paths.has(path))) continue;
      if (!before.knows('includes')) return `${name} reads the file too, and cannot be read as a whole`;
      const broken = promiseBroken('tightens', [before], [load(files)]);
      if (broken !== null) return `${broken}, in ${name}, which reads the file too`;
    }
    return null;
  }

  /** The largest part of the fixes that keeps its promise, found by halving; the others are withheld. */
  accept(proposals: readonly Proposal[]): readonly Proposal[] {
    if (proposals.length === 0) return [];
    const reason = this.#objection(proposals);
    if (reason === null) return proposals;
    if (proposals.length === 1) {
      for (const only of proposals) this.withhold(only, reason);
      return [];
    }
    const middle = proposals.length >> 1;
    const left = this.accept(proposals.slice(0, middle));
    const right = this.accept(proposals.slice(middle));
    if (right.length === 0) return left;
    if (left.length === 0) return right;
    const both = [...left, ...right];
    return this.#objection(both) === null ? both : left;
  }

  /** What can be applied in one pass. Unsafe fixes wait until no other is left, which may settle what they guess. */
  acceptable(proposals: readonly Proposal[]): readonly Proposal[] {
    const accept = (effect: FixEffect): readonly Proposal[] =>
      this.accept(proposals.filter((proposal) => proposal.effect === effect));
    const [neutral, tightening] = [accept('neutral'), accept('tightens')];
    if (tightening.length === 0) return neutral.length === 0 ? accept('unsafe') : neutral;
    if (neutral.length === 0) return tightening;
    const both = [...neutral, ...tightening];
    return this.#objection(both) === null ? both : neutral;
  }

  commit(proposals: readonly Proposal[]): void {
    if (proposals.length === 0) return;
    const next = this.#next?.proposals === proposals ? this.#next.state : this.#after(proposals);
    this.#next = null;
    if (next === null) return;
    for (const [path, edits] of selectEdits(proposals).edits) {
      const file = this.state.byPath.get(path);
      if (file === undefined) continue;
      getOrMake(this.originals, path, () => file);
      getOrMake(this.compositions, path, () => new Composition(file.text)).apply(edits);
    }
    this.applied += proposals.length;
    this.state = next;
    if (proposals.some(({ effect }) => effect === 'unsafe')) {
      this.start = next;
      this.#neighbours.clear();
    }
  }

  get changed(): FixedFile[] {
    return [...this.compositions].flatMap(([path, composition]) => {
      const file = this.originals.get(path);
      const text = composition.text;
      return file === undefined || text === file.text ? [] : [{ file, text, composition }];
    });
  }

  /** Equal for equal texts of all files. */
  get fingerprint(): string {
    return [...this.compositions]
      .map(([path, composition]) => `${path}\n${composition.text}`)
      .sort()
      .join('\0');
  }
}

/** The fixes of findings that are gone. Lines move, so findings are told by what identifies them. */
function fixesMade(
  before: readonly Finding[],
  after: readonly Finding[],
  effects: readonly FixEffect[],
): readonly Fix[] {
  const keyOf = (finding: Finding): string => `${identityOf(finding)}\n${finding.path}`;
  const left = groupBy(after, keyOf);
  return [...groupBy(before, keyOf)].flatMap(([key, findings]) => {
    const gone = findings.length - (left.get(key)?.length ?? 0);
    const fixes = findings.flatMap(({ fix }) => (fix === null || !effects.includes(fix.effect) ? [] : fix));
    return fixes.slice(0, Math.max(0, gone));
  });
}

/**
 * Applies fixes in passes until none is left, and proves that they keep what their effect promises, at the end against the
 * start. Writes nothing.
 */
export function fixFiles(request: FixRequest): FixOutcome {
  const fixing = new Fixing(request);
  const seen = new Set<string>();
  let stop: keyof typeof STOPS | undefined;
  let result = fixing.check();
  const first = result.findings;
  for (let pass = 1; ; pass++) {
    const proposals = fixing.proposals(result.findings);
    const { chosen, contradictory } = selectEdits(proposals);
    for (const proposal of contradictory) fixing.withhold(proposal, 'its own edits overlap');
    if (chosen.length === 0) {
      if (fixing.reconsider()) continue;
      break;
    }
    if (pass > MAX_PASSES) {
      stop = 'too-many-passes';
      break;
    }
    seen.add(fixing.fingerprint);
    const accepted = fixing.acceptable(chosen);
    if (accepted.length === 0) continue;
    fixing.commit(accepted);
    result = fixing.check();
    if (seen.has(fixing.fingerprint)) {
      stop = 'no-progress';
      break;
    }
  }
  const { before, changed, applied, withheld, state } = fixing;
  const made = applied === 0 ? [] : fixesMade(first, result.findings, request.effects);
  const fixed = { ...NOTHING_FIXED };
  for (const { effect } of made) fixed[effect]++;
  return {
    ...{ result, before, models: state.models, changed, fixed },
    assumed: made.filter(assumesNoDefaults).length,
    withheld: [...withheld.values()].map(({ fix }) => fix),
    stopped: stop === undefined ? null : { code: stop, reason: STOPS[stop] },
  };
}
