import { booleanOf, DEFAULT_VMTA, foldName, hasPlaceholder } from '../../kit.ts';
import type { Model, SectionUse } from '../../kit.ts';
import { hasTemplateLines } from '../../../src/model/source/extent.ts';

/** `virtual-mta a`: a section by its kind and its name in lower case, the same for all sections of that name. */
export function nameOfSection({ kind, argument }: SectionUse): string {
  return `${kind} ${foldName(argument ?? '')}`;
}

/** Whether a template engine may still fill in a key in a section. */
function mayGetKey(section: SectionUse): boolean {
  return (
    hasTemplateLines(section, section.file) ||
    section.directives.some((use) => use.facts === undefined && hasPlaceholder(use.name))
  );
}

/** Which VMTAs have a DKIM key that can reach their mail. */
export class SigningKeys {
  /** A global key, a list of keys, or keys that come with the messages: every VMTA can have one. */
  readonly everywhere: boolean;
  readonly #sections: ReadonlySet<string>;

  constructor(private readonly model: Model) {
    const { root } = model;
    // A key in a `<domain>` is misplaced and meant for the section around it.
    const withKey = model
      .named('domain-key')
      .map(
        ({ section }) => [...section.ancestry()].find(({ kind }) => kind.startsWith('virtual-mta')) ?? root,
      );
    const senders = [root, ...model.sectionsOf('virtual-mta'), ...model.sectionsOf('virtual-mta-pool')];
    this.#sections = new Set([...withKey, ...senders.filter(mayGetKey)].map(nameOfSection));
    this.everywhere =
      this.#sections.has(nameOfSection(root)) ||
      model.sectionsOf('domain-key-list').length > 0 ||
      model.named('process-x-dkim-key').some((use) => booleanOf(use.canonical.value ?? '') === true);
  }

  /** Whether a VMTA (null for {default}) has a key: a global one, its own, or that of a pool. */
  reach(vmta: string | null): boolean {
    const name = foldName(vmta ?? DEFAULT_VMTA);
    if (this.everywhere || this.#sections.has(`virtual-mta ${name}`)) return true;
    return this.model.vmtas.poolsOf(name).some((pool) => this.#sections.has(`virtual-mta-pool ${pool}`));
  }
}
