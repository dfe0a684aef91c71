import { nodeDisk } from '../../src/fix/disk.ts';
import type { Disk } from '../../src/fix/disk.ts';

/** The real disk, with something that happens before each of its steps; steps are counted from 1. */
export function steppingDisk(before: (step: number, method: keyof Disk, path: unknown) => void): Disk {
  const disk = nodeDisk();
  let step = 0;
  return new Proxy(disk, {
    get(target, method: keyof Disk) {
      return (...args: unknown[]): unknown => {
        before(++step, method, args[0]);
        const run: unknown = Reflect.get(target, method);
        return Reflect.apply(run as () => unknown, target, args);
      };
    },
  });
}

/** An error as Node throws it for a failed call to the system. */
export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: injected`), { code });
}
