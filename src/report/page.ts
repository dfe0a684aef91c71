import type { Paint, Tone } from './colour.ts';
import { wrap } from './width.ts';

export const INDENT = '  ';

/** Columns of the most indented paragraph. */
const NARROWEST = 10;

export class Page {
  readonly #lines: string[] = [];

  /** @param width Columns to which texts are broken; Infinity for no limit. */
  constructor(
    readonly paint: Paint,
    readonly width: number,
  ) {}

  add(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  heading(title: string): void {
    this.add('', this.paint('strong', title));
  }

  /** Adds a visible text, broken to the width. */
  block(text: string, indent = '', tone?: Tone): void {
    for (const line of wrap(text, Math.max(NARROWEST, this.width - indent.length)))
      this.add(indent + (tone === undefined ? line : this.paint(tone, line)));
  }

  /** A visible text, broken to the width; further lines are indented by two more columns than the first. */
  hanging(text: string, indent = INDENT, tone?: Tone): string[] {
    const lines = wrap(text, Math.max(NARROWEST, this.width - indent.length - INDENT.length));
    return lines.map((line, index) => {
      const shown = tone === undefined ? line : this.paint(tone, line);
      return (index === 0 ? indent : indent + INDENT) + shown;
    });
  }

  paragraph(text: string, indent = INDENT, tone?: Tone): void {
    this.add(...this.hanging(text, indent, tone));
  }

  /** All lines, with a newline at the end. */
  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
