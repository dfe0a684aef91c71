const idsOfRules = new Set<string>();

export function noteRule(id: string): void {
  idsOfRules.add(id);
}

/** How many rules have run in this process: the launcher renews its cache of compiled code after a run with many more. */
export function rulesRun(): number {
  return idsOfRules.size;
}
