import { MAIN, type Input } from './input.ts';

/** Whether an input still fails as the first one did. */
export type StillFails = (input: Input) => Promise<boolean>;

interface Effort {
  tries: number;
  readonly until: number;
}

/** The number of attempts, and their time in milliseconds. */
const MOST_TRIES = 1500;
const LONGEST = 120_000;

/** Removes parts of a list while `holds` is true without them: first halves, at last single items. */
async function fewest<T>(
  items: readonly T[],
  effort: Effort,
  holds: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let left = items;
  for (let size = Math.max(1, left.length >> 1); ; size >>= 1) {
    for (let at = 0; at < left.length && effort.tries > 0 && Date.now() < effort.until;) {
      const without = [...left.slice(0, at), ...left.slice(at + size)];
      effort.tries--;
      if (await holds(without)) left = without;
      else at += size;
    }
    if (size <= 1) return left;
  }
}

/** The same failure with less: fewer files, fewer lines, fewer bytes in them, a shorter reply. */
export async function minimised(input: Input, stillFails: StillFails): Promise<Input> {
  const effort: Effort = { tries: MOST_TRIES, until: Date.now() + LONGEST };
  let least = input;
  const attempt = async (change: Partial<Input>): Promise<boolean> => {
    const candidate = { ...least, ...change };
    if (!(await stillFails(candidate))) return false;
    least = candidate;
    return true;
  };
  const filesOf = (names: readonly string[]): Input['files'] =>
    Object.fromEntries([MAIN, ...names].map((name) => [name, input.files[name] ?? '']));
  const others = Object.keys(input.files).filter((name) => name !== MAIN);
  await fewest(others, effort, (names) => attempt({ files: filesOf(names) }));
  await attempt({ reply: '', domain: 'example.com', vmta: null });
  for (const separator of [/(?<=\n)/, /(?<=[ \t,])/, /(?:)/]) {
    for (const name of Object.keys(least.files)) {
      const parts = (least.files[name] ?? '').split(separator);
      await fewest(parts, effort, (kept) => attempt({ files: { ...least.files, [name]: kept.join('') } }));
    }
  }
  await fewest(least.reply.split(/(?<=\s)/), effort, (kept) => attempt({ reply: kept.join('') }));
  return least;
}
