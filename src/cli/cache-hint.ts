const rulesRun = new Set<string>();

/** Records that a rule has run. */
export function noteRule(id: string): void {
  rulesRun.add(id);
}

/**
 * How many rules have run in this process: the launcher keeps compiled code anew after a run that used many more of them
 * than earlier runs, since a first run may have checked an empty file.
 */
export function rulesExercised(): number {
  return rulesRun.size;
}
