import { PROTOTYPE_WORDS } from '../support/prototype-words.ts';

function repeated(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

/** Texts that cost a careless program its memory, its stack or its time; each is some megabytes at most. */
export const HOSTILE_TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['a line of 10 MB', `host-name ${'a'.repeat(10 << 20)}\n`],
  ['a word of 5 MB', 'a'.repeat(5 << 20)],
  ['two words of 5 MB', `${'a'.repeat(5 << 20)} ${'b'.repeat(5 << 20)}`],
  ['a comment of 10 MB', `#${' <"/'.repeat(2_500_000)}`],
  [
    '10,000 nested VMTAs',
    repeated(10_000, (i) => `<virtual-mta v${i}>\n`) + '</virtual-mta>\n'.repeat(10_000),
  ],
  ['10,000 nested domains', repeated(10_000, (i) => `<domain d${i}>\n`) + '</domain>\n'.repeat(10_000)],
  [
    '10,000 nested pattern lists',
    `<pattern-list x>\n${'mail-from /x/ <pattern-list>\n'.repeat(10_000)}${'</pattern-list>\n'.repeat(10_001)}`,
  ],
  ['100,000 unclosed tags', repeated(100_000, (i) => `<domain d${i}.com>\n`)],
  ['50,000 closing tags', '</domain>\n'.repeat(50_000)],
  ['1,000,000 <', '<'.repeat(1_000_000)],
  ['1,000,000 < in a value', `host-name ${'<'.repeat(1_000_000)}`],
  ['500,000 <>', '<>'.repeat(500_000)],
  ['500,000 <%', `host-name ${'<%'.repeat(500_000)}`],
  ['1,000,000 quotes', `host-name ${'"'.repeat(1_000_000)}`],
  ['500,000 quotes and blanks', `host-name ${'" '.repeat(500_000)}`],
  ['1,000,000 slashes', `<smtp-pattern-list x>\nreply ${'/'.repeat(1_000_000)}\n</smtp-pattern-list>\n`],
  [
    '1,000,000 backslashes',
    `<smtp-pattern-list x>\nreply /${'\\'.repeat(1_000_000)}\n</smtp-pattern-list>\n`,
  ],
  ['1,000,000 parentheses', `<smtp-pattern-list x>\nreply /${'('.repeat(1_000_000)}/ mode=backoff\n`],
  [
    'patterns of 1 MB',
    `<smtp-pattern-list x>\nreply /${'(a|b)*'.repeat(170_000)}/ mode=backoff\nreply /${'a?'.repeat(500_000)}/ mode=normal\n</smtp-pattern-list>\n`,
  ],
  [
    '3,000 patterns in force',
    `<smtp-pattern-list x>\n${repeated(3000, (i) => `reply /too many .*${i}.* from (.+)+/ mode=backoff\n`)}</smtp-pattern-list>\n<domain *>\nsmtp-pattern-list x\n</domain>\n`,
  ],
  ['1,000,000 blanks', `host-name${' '.repeat(1_000_000)}x${'\t'.repeat(1_000_000)}# x`],
  ['1,000,000 carriage returns', `host-name${'\r'.repeat(1_000_000)}x`],
  ['200,000 empty lines', '\n'.repeat(200_000)],
  [
    'macros that double 40 times',
    `${repeated(40, (i) => `domain-macro m${i} $m${i + 1},$m${i + 1}\n`)}domain-macro m40 a.com,b.com\n<domain $m0>\nmax-smtp-out 3\n</domain>\n`,
  ],
  [
    'macros that grow 40 times',
    `${repeated(40, (i) => `domain-macro m${i} a.$m${i + 1},b.$m${i + 1}\n`)}domain-macro m40 a.com\n<domain $m0>\nmax-smtp-out 3\n</domain>\n`,
  ],
  [
    'a cross product of 20 macros',
    `${repeated(20, (i) => `domain-macro m${i} ${repeated(30, (j) => `x${j},`)}z\n`)}<domain ${repeated(20, (i) => `$m${i}.`)}com>\nmax-smtp-out 3\n</domain>\n`,
  ],
  [
    '100 cross products of 40,000 names',
    `${repeated(100, (i) => `domain-macro m${i} ${repeated(200, (j) => `x${i}y${j},`)}z\n`)}${repeated(100, (i) => `<domain $m${i}.$m${(i + 1) % 100}.com>\nmax-smtp-out 3\n</domain>\n`)}`,
  ],
  [
    'a chain of 20,000 macros',
    `${repeated(20_000, (i) => `domain-macro m${i} $m${i + 1}\n`)}domain-macro m20000 a.com\n<domain $m0>\nmax-smtp-out 3\n</domain>\n`,
  ],
  [
    'a ring of 5,000 macros',
    repeated(
      5000,
      (i) => `domain-macro m${i} $m${(i + 1) % 5000}\n<domain $m${i}>\nmax-smtp-out 3\n</domain>\n`,
    ),
  ],
  ['5,000 duplicates', '<domain a.com>\n' + repeated(5000, (i) => `max-smtp-out ${i}\n`) + '</domain>\n'],
  ['5,000 duplicates at the top', repeated(5000, (i) => `host-name h${i}\n`)],
  ['1,000 duplicate blocks', repeated(1000, (i) => `<domain gmail.com>\nmax-smtp-out ${i}\n</domain>\n`)],
  ['a domain of 100 KB', `<domain ${'a.'.repeat(50_000)}com>\nmax-smtp-out 3\n</domain>\n`],
  ['a domain of 25,000 brackets', `<domain ${'[*.]'.repeat(25_000)}com>\nmax-smtp-out 3\n</domain>\n`],
  [
    'a domain of 30,000 macros',
    `domain-macro a b,c\n<domain ${'$a.'.repeat(30_000)}com>\nmax-smtp-out 3\n</domain>\n`,
  ],
  [
    'a chain of 10,000 queue-to',
    repeated(10_000, (i) => `<domain d${i}.com>\nqueue-to d${i + 1}.com\n</domain>\n`),
  ],
  [
    'a chain of 2,000 pools',
    repeated(2000, (i) => `<virtual-mta-pool p${i}>\nvirtual-mta-pool p${i + 1}\n</virtual-mta-pool>\n`),
  ],
  [
    '10,000 undefined names',
    repeated(10_000, (i) => `<domain d${i}.com>\nsmtp-pattern-list l${i}\n</domain>\n`),
  ],
  ['10,000 missing includes', repeated(10_000, (i) => `include missing${i}\n`)],
  [
    '10,000 sources',
    repeated(10_000, (i) => `<source 10.${i >> 8}.${i & 255}.0/24>\nalways-allow-relaying yes\n</source>\n`),
  ],
  ['50,000 invalid lines', '!!!\n'.repeat(50_000)],
  ['10,000 unknown directives', repeated(10_000, (i) => `frobnicate-${i} x\n`)],
  ['10,000 lines that go on', repeated(10_000, () => 'host-name a\\\n')],
  ['a list over 50,000 lines', `domain-macro x\n${repeated(50_000, (i) => `a.${i},\n`)}`],
  ['5,000 unknown sections', repeated(5000, (i) => `<foo${i}>\nbar x\n</foo${i}>\n`)],
  ['10,000 control characters', repeated(10_000, () => '\u001b[31mhost-name\u0007 x\u202e\n')],
  [
    '5,000 look-alikes',
    repeated(5000, (i) => `ma\u0445-smtp-out ${i}\nhost\u2010name a\n\uff48ost-name a\n`),
  ],
  [
    'names of prototypes',
    PROTOTYPE_WORDS.map(
      (word) =>
        `${word} x\n<${word}>\n</${word}>\n<${word} ${word}>\n${word} ${word}\n</${word}>\ndomain-macro ${word} ${word}\n` +
        `<virtual-mta ${word}>\nsmtp-source-host 192.0.2.1 ${word}\n<domain $${word}>\nsmtp-pattern-list ${word}\nqueue-to ${word}\n</domain>\n</virtual-mta>\n` +
        `<smtp-pattern-list ${word}>\nreply /${word}/ mode=${word}\nreply /x/ ${word}=x,${word}\n</smtp-pattern-list>\n` +
        `<virtual-mta-pool ${word}>\nvirtual-mta ${word}\n</virtual-mta-pool>\n<source ${word}>\n${word} ${word}\ndefault-virtual-mta ${word}\n</source>\n` +
        `<bounce-category-patterns>\n/${word}/ ${word}\n</bounce-category-patterns>\n<acct-file ${word}>\nrecord-fields ${word} ${word}\nrecords ${word}\n</acct-file>\n`,
    ).join(''),
  ],
];
