import type { DirectiveUse, Model, Range, SectionUse, SourceFile } from '../../kit.ts';

/** A text that PowerMTA expands macros in. */
export interface ExpandedText {
  /** The `<domain>` that it is the argument of, or the directive that it is the value of. */
  readonly of: SectionUse | DirectiveUse;
  /** Where it is to be reported: the tag, or the directive's name. */
  readonly at: { readonly file: SourceFile; readonly range: Range };
  /** Without quotes. */
  readonly text: string;
  /** Where the text stands in the file, quotes included; null where it was wrapped. */
  readonly range: Range | null;
}

/**
 * The texts with a `$` where macros are expanded: tags of `<domain>`, and the directives of which the guide says so. Of
 * a `domain-macro` its list.
 */
export function expandedTexts(model: Model): ExpandedText[] {
  const tags = model.sectionsOf('domain').flatMap((section): ExpandedText[] => {
    const range = section.node?.argument ?? null;
    if (!section.argument?.includes('$')) return [];
    return [
      { of: section, at: { file: section.file, range: section.tagRange }, text: section.argument, range },
    ];
  });
  const values = model.directives.flatMap((use): ExpandedText[] => {
    const { facts } = use;
    if (facts?.macroExpansion !== true || use.broken) return [];
    const { plainValue, file, nameRange } = use;
    if (plainValue === null) return [];
    // The name that a macro gets is not expanded.
    const text = facts.name === 'domain-macro' ? plainValue.replace(/^\S+/, '') : plainValue;
    if (!text.includes('$')) return [];
    const range = use.continuation.length > 0 ? null : use.line.value;
    return [{ of: use, at: { file, range: nameRange }, text, range }];
  });
  return [...tags, ...values];
}
