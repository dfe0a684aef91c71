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
 * that a form leaves to its reader. Its value is unknown, so it is not checked.
 */
export function isToBeFilledIn(text: string): boolean {
  return hasPlaceholder(text) || BLANK_FORMS.some((form) => form.test(text));
}

/** Whether a name is a blank of a form, such as `SOME_NAME` or `__SOME_NAME__`, from its first to its last character. */
export function isBlankName(name: string): boolean {
  return /^_*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+_*$/.test(name);
}

/** Whether a text contains a tag of a template engine that ends in the same line. `$name` may be a macro of PowerMTA. */
export function hasTemplateTag(text: string): boolean {
  return /\{\{.*?\}\}|\{%.*?%\}|<%.*?%>/.test(text);
}

/** Whether a name begins a statement of a template engine: `{% if … %}`, `{{#each …}}`, `<% … %>`, `%if`, `@if`. */
export function beginsTemplateStatement(name: string): boolean {
  return /^(?:\{[{%]|<%|%|@)/.test(name);
}

/** The brackets around placeholders that may contain blanks. */
export const PLACEHOLDER_BRACKETS = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['<%', '%>'],
  ['${', '}'],
  ['%(', ')s'],
] as const;

/** The end of the placeholder in brackets that begins at `from`; -1 where there is none. */
export function placeholderEnd(text: string, from: number): number {
  for (const [open, close] of PLACEHOLDER_BRACKETS) {
    if (!text.startsWith(open, from)) continue;
    const end = text.indexOf(close, from + open.length);
    if (end >= 0) return end + close.length;
  }
  return -1;
}
