import { describe, expect, it } from 'vitest';
import { hasPlaceholder } from '../../src/catalog/placeholders.ts';

describe('a placeholder', () => {
  // prettier-ignore
  it.each([
    '{{ x }}', '{{ cut', '{% if x %}', '<%= x %>', '$NAME', 'a.$name', `\${NAME}`, '%NAME%', '%Name_1%.example.com', '@NAME@',
    '__NAME__', 'a__name_1__b',
  ])('is %s', (text) => {
    expect(hasPlaceholder(text)).toBe(true);
  });

  // prettier-ignore
  it.each([
    'YOUR_IP', 'IP1_ADDRESS:25', 'SOME_DOMAIN', '[YOUR IP]', '<YOUR-IP>', '%(name)s', '%20a%20', 'a@b@c', 'user@example.com',
    '__', '_NAME_', '{name}', '$', 'a$', '$1',
  ])('is not %s', (text) => {
    expect(hasPlaceholder(text)).toBe(false);
  });

  it('is not a macro where PowerMTA expands macros', () => {
    expect(hasPlaceholder('a.$tld', true)).toBe(false);
    expect(hasPlaceholder(`a.\${tld}`, true)).toBe(true);
    expect(hasPlaceholder('a.$tld.@NAME@', true)).toBe(true);
  });
});
