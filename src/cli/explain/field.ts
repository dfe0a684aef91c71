import { wrap } from '../../report/width.ts';

/** `label: text`, wrapped so that the text stands in a column of its own. */
export function field(label: string, text: string, width: number): string[] {
  const lines = wrap(text, Math.max(20, width - 14));
  return lines.map((line, index) => `  ${`${index === 0 ? label : ''} `.padEnd(12)}${line}`);
}
