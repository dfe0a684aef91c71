import { hasPlaceholder } from '../catalog/values/words.ts';

/** `SOME_DOMAIN`, `%IP%`, `@HOST@`, `[YOUR IP]`, `<YOUR-IP>`: what forms and manuals leave for the reader to fill in. */
const BLANK_FORMS = [
  /(?<![A-Za-z0-9_])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![A-Za-z0-9_])/,
  /%[A-Za-z][A-Za-z0-9_]*%/,
  /@[A-Z][A-Z0-9_]+@/,
  /[[<][A-Z][A-Z0-9 _-]+[\]>]/,
];

/**
 * Whether a text is, or holds, something that is filled in before PowerMTA reads the file: a placeholder of a template
 * engine, or a word in capitals that stands for a value. What it will be is unknown, so it is not judged.
 */
export function isToBeFilledIn(text: string): boolean {
  return hasPlaceholder(text) || BLANK_FORMS.some((form) => form.test(text));
}
