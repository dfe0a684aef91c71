import {
  booleanOf,
  canonicalOf,
  DEFAULT_VMTA,
  foldName,
  hasPlaceholder,
  type Model,
  type SectionUse,
} from '../../kit.ts';
import { hasTemplateLines } from '../../../src/model/source/extent.ts';

/** Whether a section holds lines that are filled in before PowerMTA reads them: one of them may be a key. */
function isFilledInLater(section: SectionUse): boolean {
  return (
    hasTemplateLines(section, section.file) ||
    section.directives.some((use) => use.facts === undefined && hasPlaceholder(use.name))
  );
}

/** Which VMTAs have a DKIM key that can reach their mail. */
export class SigningKeys {
  /** A global key, a list of keys, or keys that come with the messages: every VMTA can have one. */
  readonly everywhere: boolean;
  readonly #vmtas = new Set<string>();
  readonly #pools = new Set<string>();
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
    let everywhere = model.sectionsOf('domain-key-list').length > 0 || isFilledInLater(model.root);
    for (const [kind, names] of [
      ['virtual-mta', this.#vmtas],
      ['virtual-mta-pool', this.#pools],
    ] as const) {
      for (const section of model.sectionsOf(kind))
        if (isFilledInLater(section)) names.add(foldName(section.argument ?? ''));
    }
    for (const use of model.named('domain-key')) {
      // A key in a `<domain>` is misplaced, and meant for what is around it.
      const holder = [...use.section.ancestry()].find(({ kind }) => kind.startsWith('virtual-mta'));
      if (holder === undefined) everywhere = true;
      else if (holder.kind === 'virtual-mta') this.#vmtas.add(foldName(holder.argument ?? ''));
      else this.#pools.add(foldName(holder.argument ?? ''));
    }
    this.everywhere =
      everywhere ||
      model.named('process-x-dkim-key').some((use) => booleanOf(canonicalOf(use).value ?? '') === true);
  }

  /** Whether a key is there for a VMTA (null for {default}): a global one, its own, or that of a pool. */
  reach(vmta: string | null): boolean {
    const name = foldName(vmta ?? DEFAULT_VMTA);
    if (this.everywhere || this.#vmtas.has(name)) return true;
    return this.#model.vmtas.poolsOf(name).some((pool) => this.#pools.has(pool));
  }
}
