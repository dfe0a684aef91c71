import type { Finding, Fix, Related, Severity } from './finding.ts';
import type { RuleFinding, RuleFix, Rule, Location } from './rule.ts';

function place({ file, range }: Location): { path: string; start: number; end: number } {
  return { path: file.path, start: range.start, end: range.end };
}

function placedFix(fix: RuleFix | null): Fix | null {
  if (fix === null) return null;
  return { ...fix, edits: fix.edits.map((edit) => ({ ...place(edit), text: edit.text })) };
}

const NOTHING_RELATED: readonly Related[] = [];

/** What a rule reported, with paths for files. The fix is worked out when it is asked for, once. */
export class PlacedFinding implements Finding {
  readonly rule: string;
  readonly category: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly related: readonly Related[];
  readonly #reported: RuleFinding['fix'];
  #fix: Fix | null | undefined;

  constructor(rule: Rule, reported: RuleFinding, severity: Severity) {
    this.rule = rule.id;
    this.category = rule.category;
    this.severity = severity;
    this.message = reported.message;
    this.path = reported.location.file.path;
    this.start = reported.location.range.start;
    this.end = reported.location.range.end;
    this.related =
      reported.related?.map((related) => ({ ...place(related), message: related.message })) ??
      NOTHING_RELATED;
    this.#reported = reported.fix;
  }

  get fix(): Fix | null {
    if (this.#fix === undefined) {
      const fix = this.#reported;
      this.#fix = placedFix(typeof fix === 'function' ? fix() : (fix ?? null));
    }
    return this.#fix;
  }
}
