import type { Location, Model, Range } from '../../kit.ts';

/** A text that PowerMTA expands macros in. */
export interface ExpandedText {
  /** Whether it is the argument of a `<domain>`, not the value of a directive. */
  readonly isTag: boolean;
  /** The tag, or the directive's name. */
  readonly location: Location;
  /** Without quotes. */
  readonly text: string;
  /** The text in the file, quotes included; null where it was wrapped. */
  readonly range: Range | null;
}

/**
 * The texts with a `$` where macros are expanded: arguments of `<domain>`, and values of the directives that expand
 * them by the guide. Of a `domain-macro` its list.
 */
export function expandedTexts(model: Model): ExpandedText[] {
  const tags = model.sectionsOf('domain').map((section) => ({
    isTag: true,
    location: section.tagLocation,
    text: section.argument ?? '',
    range: section.node?.argument ?? null,
  }));
  const values = model.directives
    .filter(({ facts, broken }) => facts?.macroExpansion === true && !broken)
    .map((use) => {
      const value = use.plainValue ?? '';
      // The name that a macro gets is not expanded.
      const text = use.facts?.name === 'domain-macro' ? value.replace(/^\S+/, '') : value;
      const range = use.continuation.length > 0 ? null : use.line.value;
      return { isTag: false, location: use.nameLocation, text, range };
    });
  return [...tags, ...values].filter(({ text }) => text.includes('$'));
}
