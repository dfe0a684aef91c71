import { wrap } from '../../report/width.ts';
import type { Paint } from '../../report/colour.ts';

const FENCE = /^```(.*)$/;
const LABELS: readonly (readonly [RegExp, string])[] = [
  [/^pmta bad/, 'Reported:'],
  [/^pmta good/, 'Not reported:'],
  [/^pmta file=before\//, 'Before the change:'],
  [/^pmta file=/, 'Included file:'],
  [/^diff unsafe/, 'Unsafe fix:'],
  [/^diff/, 'Fix:'],
];

/** Running text without its marks; an asterisk inside code is none. */
function plain(text: string): string {
  return text.replace(
    /`([^`]*)`|(\*\*?)((?:`[^`]*`|[^*`])+)\2/g,
    (_, code: string | undefined, _marks, inner: string) => code ?? plain(inner),
  );
}

/** The page of a rule as text for a terminal: headings, running text, and examples under what they show. */
export function rulePage(markdown: string, paint: Paint, width: number): string {
  const lines: string[] = [];
  let code = false;
  for (const line of markdown.trimEnd().split('\n')) {
    const info = FENCE.exec(line)?.[1];
    if (info !== undefined) {
      const label = LABELS.find(([pattern]) => pattern.test(info))?.[1];
      if (!code && label !== undefined) lines.push(paint('faint', label));
      code = !code;
    } else if (code) {
      lines.push(`    ${line}`.trimEnd());
    } else if (line.startsWith('#')) {
      lines.push(paint('strong', line.replace(/^#+ /, '')));
    } else {
      const [, bullet = '', text = ''] = /^(\s*(?:[-*]|\d+\.) )?(.*)$/.exec(line) ?? [];
      const wrapped = wrap(plain(text), Math.max(20, width - bullet.length));
      lines.push(...wrapped.map((part, index) => (index === 0 ? bullet : ' '.repeat(bullet.length)) + part));
    }
  }
  return `${lines.join('\n')}\n`;
}
