import { expect, it } from 'vitest';
import { placeDomainBlock, placeList } from '../../src/edits/place-block.ts';
import type { RuleEdit } from '../../src/engine/rule.ts';
import { modelOf, type Texts } from '../support/lint-texts.ts';

const GMAIL = '<domain gmail.com>\n</domain>\n';
const OTHER = '<domain example.org>\n</domain>\n';
const ALL = '<domain *>\n</domain>\n';
const LIST = '<smtp-pattern-list l>\n</smtp-pattern-list>\n';

/** The file that gets the edit, and the line before which. */
function placeOf({ file, range }: RuleEdit): string {
  return `${file.path.slice('/etc/pmta/'.length)}:${file.lines.positionAt(range.start).line}`;
}

function places(texts: Texts | string): string[] {
  const model = modelOf(texts);
  return [placeDomainBlock(model, ['x']), placeList(model, ['x'])].map(placeOf);
}

it('is next to blocks for providers, then next to other blocks, lists next to lists', () => {
  expect(places(GMAIL + OTHER + ALL + LIST + '#\n')).toEqual(['config:3', 'config:9']);
  expect(places(OTHER + ALL + '#\n')).toEqual(['config:3', 'config:3']);
  expect(places(ALL + '#\n')).toEqual(['config:3', 'config:3']);
  expect(places('#\n#\n')).toEqual(['config:3', 'config:3']);
});

it('is in the included file that contains such blocks', () => {
  const isps = `domain-macro g gmail.com\n<domain $g>\n</domain>\n${LIST}#\n`;
  expect(places({ config: `include isps\n${OTHER}`, isps })).toEqual(['isps:4', 'isps:6']);
});

it.each([
  ['is included twice', `include isps\ninclude isps\n${OTHER}#\n`, 'config:5'],
  ['is included in a section', `<virtual-mta v>\ninclude isps\n</virtual-mta>\n${OTHER}#\n`, 'config:6'],
])('is in the main file where the other %s', (_, config, expected) => {
  expect(places({ config, isps: GMAIL })).toEqual([expected, expected]);
});
