/** The outcomes that a check saw. An input with a new one is kept. */
export type Seen = ReadonlySet<string>;

/** A promise of the program that an input breaks. */
export class BrokenPromise extends Error {
  /** @param promise In a few words; failures of one promise are the same failure. */
  constructor(
    readonly promise: string,
    details: string,
  ) {
    super(details === '' ? promise : `${promise}: ${details}`);
  }
}

/** Throws a BrokenPromise unless `holds` is true. */
export function promise(holds: boolean, what: string, details: () => string = () => ''): void {
  if (!holds) throw new BrokenPromise(what, details());
}

/** A message without its numbers and names. */
export function withoutNames(message: string): string {
  return message
    .replace(/'[^']*'|"[^"]*"/g, "''")
    .replace(/\d[\d.,]*/g, 'N')
    .slice(0, 80);
}

/** Where two texts differ first, and the text there. */
export function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 20), at + 40));
  return `at ${at} ${around(one)} and ${around(other)}`;
}
