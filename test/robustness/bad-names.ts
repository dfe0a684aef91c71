/** A name of a file that misleads people, terminals, shells or programs. */
export interface BadName {
  readonly what: string;
  readonly name: string;
  /** As reports show it. */
  readonly shown: string;
}

export const BAD_NAMES: readonly BadName[] = [
  { what: 'holds a line end', name: 'a\nb', shown: 'a␊b' },
  { what: 'ends in a line end', name: 'a\n', shown: 'a␊' },
  { what: 'looks like a line of a report', name: 'a:1:1: error: x [y]\nb', shown: 'a:1:1: error: x [y]␊b' },
  { what: 'holds a carriage return', name: 'a\r\nb', shown: 'a␍␊b' },
  { what: 'clears the screen', name: 'a\u001b[2J', shown: 'a␛[2J' },
  { what: 'sets the title', name: '\u001b]0;x\u0007', shown: '␛]0;x␇' },
  { what: 'holds a control of 8 bits', name: '\u009b31m', shown: '<U+009B>31m' },
  { what: 'turns the direction', name: 'a\u202efnoc', shown: 'a<U+202E>fnoc' },
  { what: 'has no width', name: '\u200b\u2060', shown: '<U+200B><U+2060>' },
  { what: 'begins with a dash', name: '-rf', shown: '-rf' },
  { what: 'begins with two dashes', name: '--fix', shown: '--fix' },
  { what: 'is a blank', name: ' ', shown: ' ' },
  { what: 'ends in a blank', name: 'a ', shown: 'a ' },
  { what: 'holds a tab', name: 'a\tb', shown: 'a␉b' },
  { what: 'holds quotes', name: `a'b"c`, shown: `a'b"c` },
  { what: 'holds backquotes and dollars', name: '`$(reboot)`$HOME', shown: '`$(reboot)`$HOME' },
  { what: 'holds a backslash', name: 'a\\b', shown: 'a\\b' },
  { what: 'holds percents', name: '%0A::error::x%25', shown: '%0A::error::x%25' },
  { what: 'commands a runner', name: '::error::x', shown: '::error::x' },
  { what: 'holds a hash and a question mark', name: 'a?b#c', shown: 'a?b#c' },
  { what: 'is a glob', name: '[a]{b,c}*', shown: '[a]{b,c}*' },
  { what: 'begins with an exclamation mark', name: '!a', shown: '!a' },
  { what: 'begins with a tilde', name: '~', shown: '~' },
  { what: 'begins with a dot', name: '.hidden', shown: '.hidden' },
  { what: 'is of the longest length', name: 'a'.repeat(250), shown: 'a'.repeat(250) },
  {
    what: 'is of the longest length in another script',
    name: '\u3042'.repeat(83),
    shown: '\u3042'.repeat(83),
  },
  { what: 'is __proto__', name: '__proto__', shown: '__proto__' },
];
