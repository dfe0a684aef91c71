import { count, defineRule, type DirectiveUse } from '../../kit.ts';
import { isReplaced, type SecretData, secretName, secretOf } from '../_shared/written-secrets.ts';
import { isGuessable } from './analysis.ts';

/** Longer texts cannot be guessed. */
const LONGEST = 128;

/** The user's name next to a secret, whole and before the `@`. */
function namesBeside({ name, section }: DirectiveUse): string[] {
  const user = name === 'password' ? section.argument : section.named('auth-username').at(-1)?.plainValue;
  return user == null ? [] : [user, user.split('@')[0] ?? user];
}

/** What happens when somebody guesses the secret, by directive. */
const CONSEQUENCES: Readonly<Record<string, string>> = {
  password: 'whoever guesses it sends spam through this server, until your addresses are on blocking lists',
  'auth-password': 'whoever guesses it sends mail through the relay in your name',
  'http-api-key': 'whoever guesses it has the web monitor with all rights',
  'privacy-policy': 'whoever guesses it can tell the recipients in the accounting file',
};

function textFor(data: SecretData, weakness: string): string {
  const others =
    data.kind === 'passphrase'
      ? 'whoever gets hold of the key file can use the certificate'
      : 'whoever guesses it can act in your name';
  return `${secretName(data)} ${weakness}; ${CONSEQUENCES[data.directive] ?? others}; take a long random one`;
}

export const rule = defineRule({
  id: 'weak-secret',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'a password or key that is short, a common word, a placeholder or the name of its user',
  options: {
    minLength: {
      type: 'integer',
      default: 8,
      strictest: 12,
      max: 64,
      summary: 'the fewest characters of a password',
    },
    minKeyLength: {
      type: 'integer',
      default: 16,
      strictest: 32,
      max: 128,
      summary: 'the fewest characters of a key or token',
    },
    words: {
      type: 'names',
      default: [],
      summary: "words that are easy to guess in your place, such as your company's name",
    },
  },
  supersedes: ['secret-in-config', 'invalid-value'],
  messages: {
    guessable: (data: SecretData) => ({
      message: textFor(
        data,
        'is among the first that are tried (a common word, a row of characters, a placeholder or the name of its user)',
      ),
    }),
    tooShort: (data: SecretData & { readonly least: number }) => ({
      message: textFor(data, `has fewer than ${count(data.least, 'character')}`),
    }),
  },
  check({ model, optionsIn, report }) {
    for (const use of model.directives) {
      const secret = secretOf(use);
      if (secret === null || secret.text.length > LONGEST || isReplaced(secret.text)) continue;
      const { text, data } = secret;
      const options = optionsIn(use.file);
      const location = use.nameLocation;
      if (isGuessable(text, namesBeside(use), (word) => options.includes('words', word))) {
        report({ location, messageId: 'guessable', data });
        continue;
      }
      const least = options.number(data.kind === 'key' ? 'minKeyLength' : 'minLength');
      if (data.kind !== 'passphrase' && Array.from(text).length < least)
        report({ location, messageId: 'tooShort', data: { ...data, least } });
    }
  },
});
