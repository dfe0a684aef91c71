import { directiveNames, findDirective } from '../src/catalog/directives.ts';
import { patternActions, predefinedCategories, sectionNames } from '../src/catalog/sections.ts';
import { PROTOTYPE_WORDS } from '../test/support/prototype-words.ts';
import { byteText } from './input.ts';
import type { Random } from './random.ts';

/** Items that two blanks or a line end separate. */
function listed(text: string): string[] {
  return text.trim().split(/\s*\n\s*| {2,}/);
}

const VALUES = [
  ...listed(String.raw`
    yes  no  true  on  never  unlimited  lookup-mx  none  all  *  ""  "a b"  "  'x'  0  -1  1  2  20
    500  1e9  0x10  1.5  007  4294967296  9007199254740993  10m  10m,3h  4d12h  0s  1d1h1m1s  99999999d
    10/h  100/m  5/s  0/h  10M  1G  -5m  1mm  10/8  0/0  10.0.0.0/8  127.0.0.1  [10.0.0.1]:25  ::/0
    2001:db8::1  999.1.1.1  1.2.3.4/99  gmail.com  *.yahoo.com  [*.]hotmail.com  gmail.rollup
    example.queue  a@b.example  {default}  /var/log/pmta/log  /etc/pmta/acct.csv  c:\pmta\log\
    ../config  conf.d/*.conf  http://x.example/y  $m  $m.$m  $missing  $  $$  m $m  m a.com, $n
    n $m,b.com  m gmail.com, googlemail.com  v1  v2  p1  slow  missing  mode=backoff  mode=normal
    skip-mx  bounce-queue  disable-source-ip 1h
  `),
  '9'.repeat(40),
];

const PATTERNS = [
  ...listed(String.raw`
    /^4\d\d/  /rate limited|too many/  /(a+)+$/  /(?i)spam/  /[a-z/  /a{2,1}/  /(?<x>a)\k<x>/  /./
    /\Qx\E/  /(?=a)b/  /[[:space:]]+/  /\x{1F600}/  /((((((a))))))*/  //  /a/b/  /\//  /(?P<n>a)/
    /421 4\.7\.0/  /(a|b|ab)*c/  /\bblocked\b/  /^(.*)(.*)(.*)$/  /[^\n]*/  /a{0,65535}/  /\1(a)/
  `),
];

/** Characters that break programs, as bytes of UTF-8, and bytes that are not UTF-8. */
export const ODD_BYTES = [
  ...Array.from('\u{FEFF}\u2028\u0085\u00A0\u202E\u200B\u0435\uFF1C\u{1F600}\u0130\uFFFD', byteText),
  ...['\xFF', '\xC3', '\xED\xA0\x80', '\xC0\xAF', '\xF4\x90\x80\x80', '\xFE\xFF', '\x93', '\x80', '\x1B[31m'],
  ...Array.from('\0\x07\x0B\x0C\x1A\r\x7F\t\\'),
  ...['\r\r\n', '\n\r', '\\\n', '\\\r\n'],
];

/** Pieces of the language. */
const PIECES = [
  ...listed(String.raw`
    <  >  </  />  <>  </>  <<  <%  %>  <!--  //  /*  ;  #  "  ""  '  ,  ,,  =  {  }  $  *  [*.]  ?  /  \
    <pattern-list>  </pattern-list>  # pmta-lint-disable  # pmta-lint-enable  # pmta-lint-disable-file
    # pmta-lint-disable-next-line syntax-error -- x  # pmta-lint open-relay=off
  `),
  '# ',
];

/** A word of the language, a hostile word, or a value of a directive. */
export function anyWord(random: Random): string {
  switch (random.below(8)) {
    case 0:
      return random.pick(directiveNames());
    case 1:
      return random.pick(sectionNames());
    case 2:
      return random.pick(PATTERNS);
    case 3:
      return random.pick(PIECES);
    case 4:
      return random.pick(ODD_BYTES);
    case 5:
      return random.pick(PROTOTYPE_WORDS);
    case 6:
      return random.pick([...patternActions().map(({ name }) => name), ...predefinedCategories()]);
    default:
      return random.pick(VALUES);
  }
}

function valueFor(name: string, random: Random): string {
  const facts = findDirective(name);
  const choices = [facts?.default, ...(facts?.values ?? [])].filter((value) => typeof value === 'string');
  return choices.length > 0 && !random.once(3) ? byteText(random.pick(choices)) : random.pick(VALUES);
}

export function anyDirective(random: Random): string {
  const name = random.pick(directiveNames());
  return `${random.once(8) ? name.toUpperCase() : name} ${valueFor(name, random)}`;
}

/** The opening tag of a section, and its name. */
export function anyTag(random: Random): { readonly name: string; readonly open: string } {
  const name = random.once(12) ? random.pick(PROTOTYPE_WORDS) : random.pick(sectionNames());
  return { name, open: random.once(4) ? `<${name}>` : `<${name} ${random.pick(VALUES)}>` };
}

/** A line of a pattern list or of bounce-category-patterns. */
export function anyPatternLine(random: Random): string {
  const pattern = random.pick(PATTERNS);
  const action = random.pick(patternActions()).name;
  return random.pick([
    `reply ${pattern} ${action}`,
    `reply ${pattern} mode=backoff,${action}=${random.pick(VALUES)}`,
    `${pattern} ${random.pick([...predefinedCategories(), 'other'])}`,
    `mail-from ${pattern} virtual-mta=v1`,
    `mail-from ${pattern} <pattern-list>`,
    `mx ${random.pick(VALUES)} ${random.pick(VALUES)}`,
    `rcpt-to ${pattern} virtual-mta=${random.pick(VALUES)}`,
  ]);
}

const REPLY_PARTS = [
  ...listed(`
    421  450  550  552  250  999  4  5.7.1  4.2.2  421-4.7.28  550-5.1.1  554 5.7.1  smtp;  x-pmta;
    too many  rate limited  mailbox full  user unknown  blocked  spam  spamhaus  DKIM  try again later
    greylist  <a@b.example>  [192.0.2.1]  https://support.google.com/mail/?p=x  gsmtp  TLS  quota
    policy  reputation  "  /  aaaaaaaaab
  `),
  '\n',
  '\r\n',
  '\t',
  'a'.repeat(50),
  '1'.repeat(30),
];

/** Something that a server could have answered. */
export function anyReply(random: Random): string {
  const parts = Array.from({ length: 1 + random.below(8) }, () =>
    random.once(12) ? random.pick(ODD_BYTES) : random.pick(REPLY_PARTS),
  );
  if (random.once(30)) parts.push(random.pick(parts).repeat(2000));
  return Buffer.from(parts.join(' '), 'latin1').toString();
}

const DOMAINS = [
  ...listed(`
    gmail.com  googlemail.com  yahoo.com  hotmail.com  example.com  a.b.example.com  gmail.queue
    x.rollup  *  .  ..  a..b  $m  constructor  __proto__  xn--bcher-kva.example  [*.]x.com  GMAIL.COM
  `),
  '',
  'a'.repeat(300),
];

/** A recipient domain. */
export function anyDomain(random: Random): string {
  return random.pick(DOMAINS);
}
