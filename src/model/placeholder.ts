import { hasPlaceholder } from '../catalog/values/words.ts';

const UPPER_CASE = /(?:^|[^\w.$-])_{0,2}[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+_{0,2}(?![\w-])/;

/**
 * Whether a text holds a word that a generator is to replace: `$name`, `{{name}}`, `<%= name %>`, `__NAME__`, also
 * `SOME_NAME`. What such a word stands for cannot be judged.
 */
export function holdsPlaceholder(text: string): boolean {
  return hasPlaceholder(text) || UPPER_CASE.test(text);
}
