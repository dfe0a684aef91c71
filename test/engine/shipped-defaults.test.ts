import { expect, it } from 'vitest';
import { linted } from './linted.ts';

const MAIN = 'log-file /l\n<spool /s>\n</spool>\na 1\n';

it('nothing is reported in the defaults that PowerMTA ships, nor in files that they alone include', () => {
  const shipped = { 'config-defaults': 'a 2\ninclude part\n', part: 'a 3\n' };
  expect(linted({ config: MAIN, ...shipped }).places).toEqual(['4 no-a']);
  expect(linted({ config: `${MAIN}include part\n`, ...shipped }).places).toEqual(['4 no-a', 'part:1 no-a']);
});
