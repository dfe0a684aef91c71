/** What a check saw: names of what the input led to. One that no input led to before makes the input worth keeping. */
export type Seen = ReadonlySet<string>;

/** A promise of the program that an input breaks. */
export class BrokenPromise extends Error {
  /** @param promise What was promised, in a few words: failures of one promise are one. */
  constructor(
    readonly promise: string,
    details: string,
  ) {
    super(details === '' ? promise : `${promise}: ${details}`);
  }
}

/** Fails unless what is promised holds. */
export function promise(holds: boolean, what: string, details: () => string = () => ''): void {
  if (!holds) throw new BrokenPromise(what, details());
}

/** A message without what differs from one text to the next: figures and names. */
export function withoutNames(message: string): string {
  return message
    .replace(/'[^']*'|"[^"]*"/g, "''")
    .replace(/\d[\d.,]*/g, 'N')
    .slice(0, 80);
}

/** The first place where two texts differ, and what stands there. */
export function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 20), at + 40));
  return `at ${at} ${around(one)} and ${around(other)}`;
}
