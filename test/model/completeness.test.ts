import { expect, it } from 'vitest';
import { MAIN, section } from '../support/section.ts';
import { modelOf } from '../support/lint-texts.ts';

it.each([
  ['plain lines', 'host-name mta1.example.com\n', 'lines'],
  ['a value that is filled in', 'host-name {{ name }}\n', 'lines'],
  ['a directive that is filled in', '{{ name }} mta1.example.com\n', 'blocks'],
  ['a placeholder in a block', section('domain *', '__LIMITS__'), 'blocks'],
  ['a placeholder in a source', section('source 0/0', '{{ access }}'), 'blocks'],
  ['a placeholder at the top', '__BLOCKS__\n', 'files'],
  ['a template expression at the top', '{{ blocks }}\n', 'files'],
  ['a template at the top that includes another', '{% include "blocks" %}\n', 'files'],
  ['a condition at the top', '{% if tls %}\nhost-name a\n{% endif %}\n', 'blocks'],
  ['a statement of a template engine at the top', '<% blocks %>\n', 'files'],
  ['a placeholder in a VMTA', section('virtual-mta v', '{{ blocks }}'), 'files'],
  ['a placeholder in a pool', section('virtual-mta-pool p', '__POOL__'), 'files'],
  ['an include that was not read', 'include missing\n', 'partial'],
])('of a main configuration with %s (%j) is known: %s', (_, text, expected) => {
  expect(modelOf(MAIN + text).completeness).toBe(expected);
});
