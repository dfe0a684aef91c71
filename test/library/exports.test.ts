import { expect, it } from 'vitest';
import * as library from '../../src/index.ts';

it('exports what is documented: adding a name takes a minor release, removing one a major one', () => {
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
