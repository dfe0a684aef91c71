import { describe, expect, it } from 'vitest';
import { shownPath } from '../../src/base/paths.ts';
import { visible } from '../../src/base/visible.ts';
import { displayWidth, wrap } from '../../src/report/width.ts';

describe('wrap', () => {
  it('breaks at spaces and cuts only what is too long', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('', 7)).toEqual(['']);
    expect(wrap('a abcdefghij b', 4)).toEqual(['a', 'abcd', 'efgh', 'ij b']);
    expect(wrap('漢字漢字 漢', 5)).toEqual(['漢字', '漢字', '漢']);
  });

  it('loses no word and keeps the width, for any width', () => {
    const text =
      'The limit "max-smtp-out" of 漢字.example is ❤️ e\u0301 and averylongwordwithoutanyspaceinit.';
    for (let columns = 2; columns < 90; columns++) {
      const lines = wrap(text, columns);
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
  });
});

describe('visible', () => {
  it('replaces what a terminal obeys or hides', () => {
    expect(visible('\u0000\t\n\u001b\u007f')).toBe('␀␉␊␛␡');
    expect(visible('\u0085\u061c\u200b\u200f\u2066\u00ad\u3164\u{e0041}\ufeff\u3000')).toBe(
      '<U+0085><U+061C><U+200B><U+200F><U+2066><U+00AD><U+3164><U+E0041><U+FEFF><U+3000>',
    );
    expect(visible('\udc00x\ud83d')).toBe('<U+DC00>x<U+D83D>');
  });

  it('keeps text as it is, and variation selectors only after pictographs', () => {
    expect(visible('a é 漢 😀 ❤️ e\u0301 ~')).toBe('a é 漢 😀 ❤️ e\u0301 ~');
    expect(visible('a\ufe0f')).toBe('a<U+FE0F>');
  });
});

describe('shownPath', () => {
  it('is relative under the working directory, else absolute', () => {
    expect(shownPath('/srv/mail/pmta/config', '/srv/mail')).toBe('pmta/config');
    expect(shownPath('/srv/mail/..config', '/srv/mail')).toBe('..config');
    expect(shownPath('/srv/mailer/config', '/srv/mail')).toBe('/srv/mailer/config');
    expect(shownPath('/srv', '/srv/mail')).toBe('/srv');
    expect(shownPath('/srv/mail', '/srv/mail')).toBe('.');
    expect(shownPath('/etc/pmta/config', '/')).toBe('etc/pmta/config');
    expect(shownPath('pmta/config', '/srv/mail')).toBe('pmta/config');
  });
});
