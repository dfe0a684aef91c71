/**
 * Whether a text contains a placeholder that a template engine or a substitution tool fills in: `{{ }}`, `{% %}`,
 * `<% %>`, `$NAME`, `${NAME}`, `%NAME%`, `@NAME@`, `__NAME__`; also the beginning of one that a comment sign in it cuts
 * off. Its value is unknown, so it is not checked. A word in capitals is a value like any other.
 *
 * @param expandsMacros Whether PowerMTA expands macros in the text, so that `$name` is one of them.
 */
export function hasPlaceholder(text: string, expandsMacros = false): boolean {
  if (/\{\{|\{%|<%|\$\{/.test(text)) return true;
  if (!expandsMacros && /\$[A-Za-z_]/.test(text)) return true;
  return /%[A-Za-z_]\w*%|(?<!\w)@[A-Za-z_]\w*@|__[A-Za-z0-9]\w*?__/.test(text);
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
