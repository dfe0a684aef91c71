import fc from 'fast-check';
import { generatedConfigurations } from '../test/support/generate-configuration.ts';
import { providerConfigurations } from '../test/properties/provider-configurations.ts';
import { anyDomain, anyReply } from './dictionary.ts';
import { byteText, MAIN, type ByteTexts, type Input } from './input.ts';
import { mutated } from './mutations.ts';
import { Random } from './random.ts';

/** Among more files, each would be drawn too rarely. */
const MOST_KEPT = 4000;
/** Larger texts take long and show little more. */
const LARGEST_KEPT = 20_000;

const HEAD = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

const written = fc.oneof(
  generatedConfigurations().map(({ files }) => files),
  generatedConfigurations().map(({ files }) => ({ ...files, [MAIN]: HEAD + (files[MAIN] ?? '') })),
  providerConfigurations(),
);

function sizeOfFiles(files: ByteTexts): number {
  return Object.values(files).reduce((sum, text) => sum + text.length, 0);
}

/** Makes inputs: new ones by the grammar, and mutations of kept ones. Files that led to a new outcome are kept. */
export class Inputs {
  readonly #kept: ByteTexts[];

  constructor(
    readonly seed: number,
    seeds: readonly ByteTexts[],
  ) {
    this.#kept = seeds.filter((files) => sizeOfFiles(files) <= LARGEST_KEPT);
  }

  /** The number of kept files. */
  get size(): number {
    return this.#kept.length;
  }

  keep(files: ByteTexts): void {
    if (sizeOfFiles(files) <= LARGEST_KEPT && this.#kept.length < MOST_KEPT) this.#kept.push(files);
  }

  /** The input of a number; the same for the same seed and the same kept files. */
  make(number: number): Input {
    const random = new Random(this.seed, number);
    const isNew = this.#kept.length === 0 || random.once(4);
    const files = isNew ? this.#written(random) : this.#drawn(random);
    return {
      files: random.once(isNew ? 2 : 20) ? files : this.#mutated(files, random),
      domain: anyDomain(random),
      vmta: random.pick([null, null, 'v1', 'v2', 'p1', 'constructor']),
      reply: anyReply(random),
      draw: random.below(2 ** 31),
    };
  }

  #written(random: Random): ByteTexts {
    const [files = {}] = fc.sample(written, { seed: random.below(2 ** 31), numRuns: 1 });
    return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, byteText(text)]));
  }

  /** Draws the files kept last more often. */
  #drawn(random: Random): ByteTexts {
    const count = this.#kept.length;
    return random.pick(random.once(2) ? this.#kept : this.#kept.slice(-Math.ceil(count / 8)));
  }

  #mutated(files: ByteTexts, random: Random): ByteTexts {
    const result: Record<string, string> = { ...files };
    const other = random.pick(Object.values(this.#kept.length === 0 ? files : this.#drawn(random)));
    const name = random.once(3) ? random.pick(Object.keys(result)) : MAIN;
    result[name] = mutated(result[name] ?? '', random, other);
    if (random.once(15)) {
      const further = random.pick(['part', 'b.conf', 'conf.d/a.conf', 'conf.d/b.conf', 'config-defaults']);
      result[further] = mutated(other, random, result[name]);
    }
    if (random.once(10)) {
      // Any file may include any other, itself too.
      const includer = random.pick(Object.keys(result));
      const target = random.pick([...Object.keys(result), 'conf.d/*', '*', '../pmta/config', 'conf.d', '']);
      const lines = (result[includer] ?? '').split('\n');
      lines.splice(random.below(lines.length + 1), 0, `include ${target}`);
      result[includer] = lines.join('\n');
    }
    return result;
  }
}
