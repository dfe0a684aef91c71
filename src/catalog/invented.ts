import text from './data/invented.json?raw';
import { indexBy, once } from './table.ts';

/** A name that PowerMTA does not have, though articles use it. */
export interface InventedName {
  readonly kind: 'directive' | 'section';
  readonly name: string;
  /** The name that was probably meant. */
  readonly meant?: string;
  /** That name takes the same value with the same meaning. */
  readonly sameValue?: true;
  readonly note?: string;
}

/** A real name used in a way it does not have. */
export interface WrongUse {
  readonly kind: 'wrong-use';
  /** `global`, or the name of a section. */
  readonly scope: string;
  readonly name: string;
  readonly value: string;
  readonly problem: string;
  readonly correct: string;
  /** The id of the rule that reports it. */
  readonly rule: string;
}

/** A name that looks invented and is not, or may be an old spelling (then with `meant`). */
export interface GenuineName {
  readonly kind: 'not-invented';
  readonly name: string;
  readonly meant?: string;
  readonly sameValue?: true;
  readonly severity?: 'warning';
  readonly note: string;
}

const rows = once(() => JSON.parse(text) as readonly (InventedName | WrongUse | GenuineName)[]);

const byName = indexBy(rows, ({ kind, name }) => `${kind} ${name}`);

/** What is known of an invented name of a directive or section, in any case. */
export function findInvented(name: string, kind: InventedName['kind']): InventedName | undefined {
  return byName().get(`${kind} ${name.toLowerCase()}`) as InventedName | undefined;
}

/** All invented names. */
export function inventedNames(): readonly InventedName[] {
  return rows().filter((row): row is InventedName => row.kind === 'directive' || row.kind === 'section');
}

/** Real names in uses that do not exist. */
export function wrongUses(): readonly WrongUse[] {
  return rows().filter((row) => row.kind === 'wrong-use');
}

/** Names that look invented but are genuine. */
export function genuineNames(): readonly GenuineName[] {
  return rows().filter((row) => row.kind === 'not-invented');
}

/** What is known of a name that looks invented but is genuine, in any case. */
export function findGenuine(name: string): GenuineName | undefined {
  return byName().get(`not-invented ${name.toLowerCase()}`) as GenuineName | undefined;
}

/** A genuine-looking name that is probably an old spelling of `meant`. */
export function outdatedSpelling(name: string): (GenuineName & { readonly meant: string }) | undefined {
  const found = findGenuine(name);
  return found?.meant === undefined ? undefined : { ...found, meant: found.meant };
}
