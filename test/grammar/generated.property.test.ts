import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineTable } from '../../grammar/lines.ts';
import { parse, print, wordsOf } from '../../grammar/parse.ts';
import { generatedTexts } from '../support/generate-configuration.ts';
import { outline, outlinesAtTop } from './outline.ts';
import { sectionsIn } from './sections-in.ts';
import { runs } from '../support/property-runs.ts';

function isPartOf<T>(part: readonly T[], whole: readonly T[]): boolean {
  const texts = new Set(whole.map((item) => JSON.stringify(item)));
  return part.every((item) => texts.has(JSON.stringify(item)));
}

describe('parse of generated configurations', () => {
  it('tiles the text with tokens and gives it back', () => {
    fc.assert(
      fc.property(generatedTexts(), (source) => {
        const document = parse(source);
        const { tokens, lines } = document;
        for (let index = 0; index < tokens.count; index++)
          expect(tokens.end(index)).toBeGreaterThan(tokens.start(index));
        expect(print(document)).toBe(source);
        expect(lines).toHaveLength(new LineTable(source).count);
        lines.forEach((line, index) => {
          expect(line.start).toBe(index === 0 ? 0 : lines[index - 1]?.next);
          let end = line.start;
          for (let token = line.firstToken; end < line.end; token++)
            end += tokens.end(token) - tokens.start(token);
          expect(end).toBe(line.end);
        });
      }),
      { numRuns: runs(300) },
    );
  });

  it('puts names, values, comments and words inside their lines, and lines inside their sections', () => {
    fc.assert(
      fc.property(generatedTexts(), (source) => {
        const document = parse(source);
        for (const line of document.lines) {
          if (line.comment !== null) expect(line.comment.end).toBe(line.end);
          if (line.kind !== 'directive') continue;
          expect(line.name.start).toBeGreaterThanOrEqual(line.start);
          const end = line.value?.end ?? line.name.end;
          expect(end).toBeLessThanOrEqual(line.comment?.start ?? line.end);
          const words = wordsOf(document, line);
          expect(words[0]?.start).toBe(line.value?.start);
          expect(words.at(-1)?.end).toBe(line.value?.end);
        }
        for (const section of sectionsIn(document)) {
          expect(section.close).not.toBeNull();
          for (const child of section.children) {
            const start = child.kind === 'section' ? child.open.start : child.start;
            expect(start).toBeGreaterThanOrEqual(section.open.next);
            expect(child.end).toBeLessThanOrEqual(section.close?.start ?? -1);
          }
        }
      }),
      { numRuns: runs(300) },
    );
  });

  it('reads LF and CRLF copies alike', () => {
    fc.assert(
      fc.property(generatedTexts(), (source) => {
        const unix = source.replace(/\r\n/g, '\n');
        expect(outline(parse(unix.replace(/\n/g, '\r\n')))).toEqual(outline(parse(unix)));
      }),
      { numRuns: runs(300) },
    );
  });

  it('loses with a directive its own line and nothing else', () => {
    fc.assert(
      fc.property(generatedTexts(), fc.nat(), (source, choice) => {
        const document = parse(source);
        const directives = document.lines.filter((line) => line.kind === 'directive');
        const line = directives[choice % Math.max(1, directives.length)];
        if (line === undefined) return;
        const left = outline(document);
        const gone = outline(parse(source.slice(0, line.start) + source.slice(line.next)));
        // The first line that differs is the one that is gone.
        const at = left.findIndex((text, index) => text !== gone[index]);
        expect([...gone.slice(0, at), left[at], ...gone.slice(at)]).toEqual(left);
        expect(gone).toHaveLength(left.length - 1);
      }),
      { numRuns: runs(400) },
    );
  });

  it('reads what is before and after a section the same when that loses one of its tags', () => {
    fc.assert(
      fc.property(generatedTexts(), fc.nat(), (source, choice) => {
        const document = parse(source);
        const tags = document.lines.filter((line) => line.kind === 'open' || line.kind === 'close');
        const line = tags[choice % Math.max(1, tags.length)];
        if (line === undefined) return;
        const damaged = parse(source.slice(0, line.start) + source.slice(line.next));
        expect(print(damaged)).toBe(source.slice(0, line.start) + source.slice(line.next));
        const whole = document.children.findIndex((node) => node.end > line.start);
        expect(outlinesAtTop(damaged).slice(0, whole)).toEqual(outlinesAtTop(document).slice(0, whole));
        // Without its end a section takes in the directives after it, a VMTA or pool also the <domain> blocks.
        const following = outlinesAtTop(document).slice(whole + 1);
        const next = following.findIndex(([first]) => /^<(?!domain )/.test(first ?? ''));
        if (next !== -1) expect(isPartOf(following.slice(next), outlinesAtTop(damaged))).toBe(true);
      }),
      { numRuns: runs(400) },
    );
  });
});
