import { secretNames } from '../../../src/catalog/directives.ts';
import { defineRule, getOrMake } from '../../kit.ts';
import { isReplaced, type SecretData, secretName, secretOf } from '../_shared/written-secrets.ts';

/** What anyone who reads the secret can do, by directive. */
const HARM: Readonly<Record<string, string>> = {
  password: 'can send mail through this server',
  'auth-password': 'can send mail through the relay in your name',
  'http-api-key': 'has the web monitor with all rights',
  'privacy-policy': 'can tell the recipients in the accounting file',
};

const HARM_OF_OTHERS: Readonly<Record<SecretData['kind'], string>> = {
  password: 'can log in with it',
  key: 'can act in your name with it',
  passphrase: 'can use the key that it protects, once they have its file',
};

export const rule = defineRule({
  id: 'secret-in-config',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a password or key in the clear in a file that git tracks',
  get requires() {
    return secretNames();
  },
  messages: {
    inGit: (data: SecretData) => ({
      message: `${secretName(data)} stands in the clear in a file that git tracks: everyone who ever gets a copy of the repository ${HARM[data.directive] ?? HARM_OF_OTHERS[data.kind]}; move it to a file outside of git that this one includes, or let a certificate or a vault take its place, and take a new one, since the history keeps this`,
    }),
  },
  check({ model, settings: { isTracked }, report }) {
    if (isTracked === undefined) return;
    const tracked = new Map<string, boolean>();
    const isInGit = (path: string): boolean => getOrMake(tracked, path, () => isTracked(path));
    for (const use of secretNames().flatMap((directive) => model.named(directive))) {
      const secret = secretOf(use);
      if (secret === null || isReplaced(secret.text) || !isInGit(use.file.realPath)) continue;
      report({ location: use.nameLocation, messageId: 'inGit', data: secret.data });
    }
  },
});
