import { expect, it } from 'vitest';
import * as library from '../../src/index.ts';

it('exports what is promised: to add a name takes a minor release, to take one out a major one', () => {
  expect(Object.keys(library).sort()).toEqual([
    'InvalidArgumentError',
    'PmtaLintError',
    'SettingsError',
    'UnreadableError',
    'compare',
    'effective',
    'fix',
    'lint',
    'reply',
  ]);
});
