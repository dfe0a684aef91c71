const rulesRun = new Set<string>();

/** Takes note that a rule has run. */
export function noteRule(id: string): void {
  rulesRun.add(id);
}

/**
 * How many rules have run in this process. The launcher keeps compiled code, and asks this to know whether a run has used
 * more of it than the runs before: a first run may have had an empty file to check.
 */
export function rulesExercised(): number {
  return rulesRun.size;
}
