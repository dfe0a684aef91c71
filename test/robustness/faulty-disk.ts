import type * as nodeFs from 'node:fs';

/** What goes wrong at one call to the disk. After a kill nothing happens any more. */
export type Fault = 'ENOSPC' | 'EACCES' | 'EIO' | 'kill';

/** A call to the disk, in the order in which they come. */
export interface Call {
  readonly name: string;
  readonly changes: boolean;
}

const CHANGING = [
  ...['writeFileSync', 'renameSync', 'unlinkSync', 'rmSync', 'mkdirSync', 'linkSync'],
  ...['fchmodSync', 'fchownSync', 'fsyncSync', 'closeSync', 'openSync'],
] as const;
const LOOKING = [
  ...['accessSync', 'existsSync', 'fstatSync', 'lstatSync', 'readFileSync', 'readdirSync', 'realpathSync'],
  ...['statSync'],
] as const;

type Name = (typeof CHANGING)[number] | (typeof LOOKING)[number];

/** The plan of the current run; calls are counted from 1. */
const plan: { folder: string; at: number; fault: Fault | null; calls: Call[]; handles: Set<number> } = {
  ...{ folder: '/nowhere', at: 0, fault: null, calls: [], handles: new Set() },
};

/** Counts the calls that concern a folder from now on, and lets one of them go wrong. */
export function planFault(folder: string, at = 0, fault: Fault | null = null): readonly Call[] {
  Object.assign(plan, { folder, at, fault, calls: [], handles: new Set() });
  return plan.calls;
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

function concerns(target: unknown): boolean {
  return typeof target === 'number' ? plan.handles.has(target) : String(target).startsWith(plan.folder);
}

type AnyFunction = (...args: unknown[]) => unknown;

function faulty(fs: typeof nodeFs, name: Name, call: AnyFunction): AnyFunction {
  const changes = (CHANGING as readonly string[]).includes(name);
  return (...args) => {
    if (!concerns(args[0])) return call(...args);
    plan.calls.push({ name, changes });
    const number = plan.calls.length;
    const isDead = plan.fault === 'kill' && number > plan.at;
    if (
      plan.fault === null ||
      (number !== plan.at && !isDead) ||
      (plan.fault === 'kill' && number === plan.at)
    ) {
      const result = call(...args);
      if (name === 'openSync') plan.handles.add(result as number);
      if (name === 'closeSync') plan.handles.delete(args[0] as number);
      return result;
    }
    if (name === 'closeSync') {
      // It is closed all the same, as the kernel does.
      plan.handles.delete(args[0] as number);
      call(...args);
    }
    // Of what is written a part may be on the disk.
    if (name === 'writeFileSync' && !isDead) {
      const [to, data, ...more] = args as Parameters<typeof fs.writeFileSync>;
      const bytes = Buffer.from(data as string);
      fs.writeFileSync(to, bytes.subarray(0, bytes.length >> 1), ...more);
    }
    if (name === 'existsSync') return false;
    throw failure(isDead ? 'EIO' : plan.fault);
  };
}

/** Node's calls to the disk, each of which can be made to fail. */
export function faultyFs(fs: typeof nodeFs): typeof nodeFs {
  const made = [...CHANGING, ...LOOKING].map((name) => {
    const wrapped = faulty(fs, name, fs[name] as AnyFunction);
    if (name === 'realpathSync')
      Object.assign(wrapped, { native: faulty(fs, name, fs.realpathSync.native as AnyFunction) });
    return [name, wrapped];
  });
  return { ...fs, ...(Object.fromEntries(made) as Partial<typeof nodeFs>) };
}
