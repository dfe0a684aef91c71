/** `SOME_DOMAIN`, `__SOME_DOMAIN__`, `%IP%`, `@HOST@`, `[YOUR IP]`, `<YOUR-IP>`: what forms leave for the reader to fill in. */
const BLANK_FORMS = [
  /(?<![A-Za-z0-9_])_{0,2}[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+_{0,2}(?![A-Za-z0-9_])/,
  /%[A-Za-z][A-Za-z0-9_]*%/,
  /@[A-Z][A-Z0-9_]+@/,
  /[[<][A-Z][A-Z0-9 _-]+[\]>]/,
];

/**
 * Whether a text contains a placeholder of a template or a macro: `$name`, `${name}`, `{{…}}`, `{%…%}`, `<%…%>`,
 * `%(name)s`, `__NAME__`; also the beginning of one that a comment sign in it cuts off.
 */
export function hasPlaceholder(text: string): boolean {
  if (/\$[A-Za-z_{]|\{\{|\{%|<%/.test(text)) return true;
  const open = text.indexOf('%(');
  if (open >= 0 && text.includes(')s', open)) return true;
  return /__[A-Za-z0-9][A-Za-z0-9_]*__/.test(text);
}

/**
 * Whether a text contains something that is filled in before PowerMTA reads the file: a placeholder, or a word in capitals
 * that a form leaves to its reader. Its value is unknown, so it is not judged.
 */
export function isToBeFilledIn(text: string): boolean {
  return hasPlaceholder(text) || BLANK_FORMS.some((form) => form.test(text));
}
