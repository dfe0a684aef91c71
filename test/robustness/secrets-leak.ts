import { directives, factsIn, isSensitive } from '../../src/catalog/directives.ts';
import { within } from './every-place.ts';

/** A place of a configuration with a secret in it. */
export interface PlantedSecret {
  readonly name: string;
  /** What no output may hold. */
  readonly word: string;
  readonly text: string;
}

/** A word that occurs nowhere else, and that an API key may be. */
function wordOf(seed: string, number: number): string {
  return `Kanary${seed}${String(number).padStart(4, '0')}`.padEnd(40, 'q');
}

type Write = (word: string) => string;

/** How the line of a secret directive is written, well and badly. `N` is its name, `V` a value with the secret in it. */
const WRITINGS: Readonly<Record<string, (name: string, value: string) => string>> = {
  plain: (name, value) => `${name} ${value}`,
  quoted: (name, value) => `${name} "${value}"`,
  'an open quote': (name, value) => `${name} "${value}`,
  'in capitals': (name, value) => `${name.toUpperCase()}\t${value}`,
  'with a comment': (name, value) => `${name} ${value} # was ${value}`,
  'after a number sign': (name, value) => `${name} #${value}`,
  'cut by a number sign': (name, value) => `${name} x#${value}`,
  'commented out': (name, value) => `# ${name} ${value}`,
  'commented out like elsewhere': (name, value) => `// ${name} ${value}`,
  'with an equals sign': (name, value) => `${name}=${value}`,
  'with a colon': (name, value) => `${name}: ${value}`,
  'a letter too few': (name, value) => `${name.slice(0, -2)}${name.slice(-1)} ${value}`,
  'a letter too many': (name, value) => `${name}s ${value}`,
  'two letters changed': (name, value) =>
    `${name.slice(0, 1)}${name.slice(2, 3)}${name.slice(1, 2)}${name.slice(3)} ${value}`,
  'a look-alike': (name, value) => `${name.replace('a', '\u0430')} ${value}`,
  'a no-break space': (name, value) => `${name}\u00a0${value}`,
  'in the next line': (name, value) => `${name}\n  ${value}`,
  wrapped: (name, value) => `${name} \\\n  ${value}`,
  'wrapped in the middle': (name, value) => `${name} ${value.slice(0, 3)} \\\n  ${value}`,
  'after another line': (name, value) => `host-name a.example.com # ${name} ${value}`,
  'in one line with another': (name, value) => `log-file /var/log/x ${name}=${value}`,
  'in the tag before it': (name, value) => `<source x> ${name} ${value}`,
  'as a tag': (name, value) => `<${name} ${value}>`,
  'with another line after it': (name, value) => `${name} ${value} host-name x`,
  twice: (name, value) => `${name} ${value}\n${name} ${value}-2`,
  'twice with other lines between': (name, value) => `${name} ${value}\nlog-file /x\n${name} ${value}`,
  'with too many words': (name, value) => `${name} ${value} and ${value} more`,
  'as the last of many words': (name, value) => `${name} one two three ${value}`,
  'in quotes with its name': (name, value) => `"${name}" ${value}`,
  'in JSON': (name, value) => `{"${name}": "${value}"}`,
  'cut by a comma': (name, value) => `${name} abc,\n  ${value}`,
  'cut by a comma before one word': (name, value) => `${name} abc,\n  ${value.split(' ').at(-1) ?? ''}`,
  'in quotes over two lines': (name, value) => `${name} "abc\n${value}"`,
  'after a blank line': (name, value) => `${name}\n\n  ${value.split(' ').at(-1) ?? ''}`,
  'in a macro': (name, value) => `domain-macro pw ${value}\n${name} $pw`,
  'in XML': (name, value) => `<!-- ${name} ${value} -->`,
};

/** Secrets elsewhere than after a secret directive. */
const ELSEWHERE: readonly (readonly [scope: string, Write])[] = [
  ['domain', (word) => `http-delivery-url https://user:${word}@api.example.com/x`],
  ['domain', (word) => `http-delivery-url https://${word}@api.example.com/x`],
  ['domain', (word) => `http-delivery-url https://api.example.com/x?api_key=${word}`],
  ['domain', (word) => `http-delivery-url ftp://user:${word}@@ bad`],
  ['domain', (word) => `http-delivery-extra-headers Authorization: Bearer ${word}`],
  ['domain', (word) => `http-delivery-extra-headers "Authorization: Basic ${word}"`],
  ['domain', (word) => `http-delivery-extra-headers X-Api-Key: ${word}`],
  ['acct-file', (word) => `http-webhook-url https://user:${word}@hooks.example.com`],
  ['acct-file', (word) => `http-webhook-url https://user:${word}/x@hooks.example.com x`],
  ['acct-file', (word) => `http-webhook-extra-headers Authorization: Bearer ${word}`],
  ['vault', (word) => `server-url https://root:${word}@vault.example.com:8200`],
  ['signals', (word) => `upload-url https://user:${word}@api.example.com`],
  ['global', (word) => `include https://user:${word}@config.example.com/pmta`],
  ['global', (word) => `include http://user:${word}@config.example.com/*.conf`],
  ['global', (word) => `host-name https://user:${word}@example.com`],
  ['global', (word) => `max-smtp-out https://user:${word}@example.com`],
  ['global', (word) => `frobnicate https://user:${word}@example.com`],
  ['global', (word) => `# see https://user:${word}@wiki.example.com`],
  ['global', (word) => `!!! https://user:${word}@example.com`],
  ['global', (word) => `dsn-failed-from-template postmaster password=${word}`],
  ['global', (word) => `domain-macro login https://user:${word}@example.com`],
  ['domain', (word) => `smtp-hosts http://user:${word}@example.com`],
  ['smtp-pattern-list', (word) => `reply /x/ mode=bogus password=${word}`],
  ['global', (word) => `<acct-file "|/usr/bin/feed --password ${word}">\n</acct-file>`],
  ['global', (word) => `<acct-file |/usr/bin/feed --token ${word}>\n  delivery-format x\n</acct-file>`],
  ['global', (word) => `<acct-file "|curl -u user:${word} http://example.com">\n</acct-file>`],
  ['global', (word) => `<acct-file "|mysql -p${word} db">\n</acct-file>`],
  ['global', (word) => `<acct-file "|feed --password ${word}"\n</acct-file>`],
  ['domain', (word) => `command "/p --token ${word}"`],
  ['domain', (word) => `command /p --api-key ${word}`],
  ['acct-file', (word) => `command "/p --db-password ${word}"`],
  ['acct-file', (word) => `move-to /p --user user:${word}`],
  ['global', (word) => `frobnicate --password ${word}`],
  ['global', (word) => `# curl --user user:${word} http://example.com`],
  ['global', (word) => `-----BEGIN PRIVATE KEY-----\n${word}\n${word}/x+y==\n-----END PRIVATE KEY-----`],
  ['domain', (word) => `-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES,1\n\n${word}\n${word}=`],
  ['global', (word) => `domain-macro db_password ${word}`],
];

/** Secret directives of the catalog, each with the value that holds the secret; also where a scope allows no secret. */
function secretDirectives(): { name: string; scope: string; valueOf: (word: string) => string }[] {
  return directives()
    .filter(isSensitive)
    .flatMap((directive) =>
      directive.scopes.map((scope) => {
        const args = factsIn(directive, scope).args ?? directive.args ?? [];
        const secret = args.findIndex(({ sensitive }) => sensitive === true);
        const before = secret < 1 ? '' : `${args.slice(0, secret).map(sampleOf).join(' ')} `;
        return { name: directive.name, scope, valueOf: (word: string) => `${before}${word}` };
      }),
    );
}

function sampleOf({ type, values }: { type: string; values?: readonly string[] }): string {
  return type === 'path'
    ? '/etc/pmta/a.pem'
    : (values?.find((one) => one.includes('hexkey')) ?? values?.at(-1) ?? 'x');
}

/** All of them; those of two seeds differ in the secrets alone. */
export function plantedSecrets(seed: string): PlantedSecret[] {
  let number = 0;
  const made: PlantedSecret[] = [];
  const add = (name: string, scope: string, write: Write): void => {
    const word = wordOf(seed, ++number);
    const { before, after } = within(scope, write(word));
    made.push({ name, word, text: `${before}${after}` });
  };
  for (const { name, scope, valueOf } of secretDirectives()) {
    for (const [how, write] of Object.entries(WRITINGS))
      add(`${name} in ${scope}, ${how}`, scope, (word) => write(name, valueOf(word)));
    // Where it is not allowed, and where it is alone.
    for (const other of ['global', 'domain', 'virtual-mta', 'spool', 'smtp-pattern-list'].filter(
      (it) => it !== scope,
    ))
      add(`${name} in ${other}, where it may not stand`, other, (word) => `${name} ${valueOf(word)}`);
    add(`${name} in ${scope}, too short`, scope, (word) => `${name} ${valueOf(word)}!`);
  }
  for (const [scope, write] of ELSEWHERE) add(write('SECRET'), scope, write);
  return made;
}
