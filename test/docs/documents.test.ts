import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, documents, fill, filledIn, Workplace } from './console-blocks.ts';

const workplace = new Workplace();
afterAll(() => {
  workplace.end();
});

const withBlocks = documents().filter((document) => blocksOf(document).length > 0);

// `UPDATE_DOCUMENTS=1 npx vitest run test/docs/documents.test.ts` writes the current outputs into them.
if (process.env.UPDATE_DOCUMENTS === '1') {
  it.each(withBlocks)('%s is updated', (document) => {
    expect(fill(document, workplace).join('\n\n')).toBe('');
  });
} else {
  describe.each(withBlocks)('%s', (document) => {
    beforeAll(() => {
      workplace.begin();
    });
    it.each(blocksOf(document).map((block) => [block.line, block.steps] as const))(
      'shows what the commands at line %i print',
      (_, steps) => {
        for (const { command, output } of steps) {
          const actual = workplace.run(command);
          expect(actual, command).toEqual(filledIn(output, actual));
        }
      },
    );
  });
}
