import { hasPlaceholder } from '../../catalog/values/words.ts';
import { SectionUse, type DirectiveUse, type OtherUse } from './content.ts';

const UPPER_CASE = /(?:^|[^\w.$-])_{0,2}[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+_{0,2}(?![\w-])/;

/**
 * Whether a text holds a word that a generator is to replace: `$name`, `{{name}}`, `<%= name %>`, `__NAME__`, also
 * `SOME_NAME`. What such a word stands for cannot be judged.
 */
export function holdsPlaceholder(text: string): boolean {
  return hasPlaceholder(text) || UPPER_CASE.test(text);
}

/** Whether a line is one of a template engine, or is named by it: what it will be, or whether it will be there, is unknown. */
export function isTemplateLine(item: DirectiveUse | OtherUse | SectionUse): boolean {
  if (item instanceof SectionUse) return false;
  return item.kind === 'directive' ? hasPlaceholder(item.name) : item.line.kind === 'template';
}
