import { count, type DirectiveUse, quote, type Rule, type RuleContext } from '../../kit.ts';
import { secretOf, type SecretKind, type WrittenSecret } from '../_shared/written-secrets.ts';
import { isGuessable, isOutOfScope } from './guessable.ts';

/** Names that stand beside a secret: those of its user, whole and before the `@`. */
function namesBeside({ name, section }: DirectiveUse): string[] {
  const user = name === 'password' ? section.argument : section.named('auth-username').at(-1)?.plainValue;
  return user == null ? [] : [user, user.split('@')[0] ?? user];
}

/** What comes of it when somebody finds out the secret. */
const CONSEQUENCES: Readonly<Record<string, string>> = {
  password: 'whoever guesses it sends spam through this server, until your addresses are on blocking lists',
  'auth-password': 'whoever guesses it sends mail through the relay in your name',
  'http-api-key': 'whoever guesses it has the web monitor with all rights',
  'privacy-policy': 'whoever guesses it can tell the recipients in the accounting file',
};

function consequenceOf(use: DirectiveUse, kind: SecretKind): string {
  if (kind === 'passphrase' && use.name !== 'privacy-policy')
    return 'whoever gets hold of the key file can use the certificate';
  return CONSEQUENCES[use.facts?.name ?? ''] ?? 'whoever guesses it can act in your name';
}

/** Why a secret is weak, as a part of a sentence that does not give it away; null where it is not. */
function weaknessOf(
  use: DirectiveUse,
  { text, kind }: WrittenSecret,
  { optionsIn }: RuleContext,
): string | null {
  const options = optionsIn(use.file);
  const isOwnWord = (word: string): boolean => options.includes('words', word);
  if (isGuessable(text, namesBeside(use), isOwnWord))
    return 'is among the first that are tried (a common word, a row of characters, a placeholder or the name of its user)';
  if (kind === 'passphrase') return null;
  const least = options.number(kind === 'key' ? 'minKeyLength' : 'minLength');
  return Array.from(text).length < least ? `has fewer than ${count(least, 'character')}` : null;
}

export const rule: Rule = {
  id: 'weak-secret',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
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
  check(context) {
    for (const use of context.model.directives) {
      const secret = secretOf(use);
      if (secret === null || isOutOfScope(secret.text)) continue;
      const weakness = weaknessOf(use, secret, context);
      if (weakness === null) continue;
      const { section } = use;
      const where = section.kind === 'smtp-user' ? ` of the user ${quote(section.argument ?? '')}` : '';
      context.report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(use.name)}${where} ${weakness}; ${consequenceOf(use, secret.kind)}; take a long random one`,
      });
    }
  },
};
