import { secretNames } from './directives.ts';
import { once } from './table.ts';

// Logins without the name of a directive: in a URL, in a header of HTTP, in a command, after a word such as `password`.

const SCHEME = '(?:basic|bearer|digest|token|apikey|negotiate)';
const SAYS_SECRET = '(?:password|passwd|passphrase|secret|token|api[-_]?key)';

/** A character of an address, up to where another one begins: else many in a row would be read again and again. */
const IN_ADDRESS = String.raw`(?:(?!:\/\/)\S)`;

/** What is before a credential; each one's repeats are bounded, so that no text costs more than its length. */
const beforeAny = (names: string): string[] => [
  // https://user:PASSWORD@host, also where the password contains what should be escaped; https://TOKEN@host
  String.raw`:\/\/[^\s/?#:@]{0,256}:(?=${IN_ADDRESS}{1,512}@)`,
  String.raw`:\/\/(?=[^\s/?#:@]{1,256}@)`,
  String.raw`[?&](?:[\w.-]{0,64}(?:key|token|secret|password|passwd|signature)|sig|auth)=`,
  String.raw`\bauthorization["']?[ \t]{0,8}[:=][ \t]{0,8}["']?(?:${SCHEME}[ \t]{1,8})?`,
  String.raw`\b(?:basic|bearer)[ \t]{1,8}(?=[\w+/=.~-]{16})`,
  String.raw`(?<![\w-])[\w-]{0,64}${SAYS_SECRET}["']?[ \t]{0,8}[:=][ \t]{0,8}`,
  String.raw`(?<![\w-])(?:${names})[ \t]{0,8}[:=][ \t]{0,8}`,
  // Options of commands: --password X, curl -u user:X, mysql -pX
  String.raw`(?<![\w-])--?(?:[\w-]{0,64}${SAYS_SECRET}|pass|pwd|auth)["']?[ \t]{1,64}`,
  String.raw`(?<![\w-])(?:-[uU]|--(?:proxy-)?user)["']?[ \t=]{0,64}["']?[^\s:"']{1,256}:(?!\/\/)`,
  String.raw`\b(?:mysql|mariadb)[\w-]{0,64}[ \t][^\r\n]{0,128}?(?<=[ \t"'])-p`,
  String.raw`\bsshpass[ \t]{1,64}-p[ \t]{0,64}`,
  String.raw`\bredis-cli[ \t][^\r\n]{0,128}?(?<=[ \t"'])-a[ \t]{1,64}`,
  String.raw`-BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?-{0,8}(?!-)`,
  // Names of one word are words of the language too.
  String.raw`(?<![\w-])(?=\w{1,64}-)(?:[\w-]{1,64}-${SAYS_SECRET}|${names})[ \t]{1,64}`,
];

/** What to look for, and a cheap look, which most texts end with. */
const searched = once(() => {
  const names = secretNames().join('|');
  return {
    hint: new RegExp(
      String.raw`:\/\/${IN_ADDRESS}{1,770}@|[?&][\w.-]{1,80}=|authorization|basic|bearer|${SAYS_SECRET}|--?(?:pass|pwd|auth|user|proxy-user)\b|(?:^|[\s"'])-u|mysql|mariadb|sshpass|redis-cli|private key|${names}`,
      'i',
    ),
    before: new RegExp(`(?:${beforeAny(names).join('|')})(?=\\S)`, 'gi'),
  };
});

/** Offsets in a text at which a credential begins, in order; it goes on to the end of its line at most. */
export function* credentialsIn(text: string): Generator<number> {
  const { hint, before } = searched();
  if (!hint.test(text)) return;
  for (const match of text.matchAll(before)) yield match.index + match[0].length;
}

/** A text of one line as it may be shown: without the credential in it and what follows. */
export function withoutCredentials(text: string): string {
  const [first] = credentialsIn(text);
  return first === undefined ? text : `${text.slice(0, first)}***`;
}
