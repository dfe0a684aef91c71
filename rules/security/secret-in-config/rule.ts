import { type DirectiveUse, quote, type Rule, type SourceFile } from '../../kit.ts';
import { isStandIn, secretOf, type SecretKind } from '../_shared/written-secrets.ts';

/** Directives whose value, or a part of it, is a secret. */
const SENSITIVE = [
  'access-token',
  'api-key',
  'auth-password',
  'http-api-key',
  'imprinter-password',
  'password',
  'privacy-policy',
  'smtp-client-certificate',
  'smtp-server-tls-certificate',
  'tls-certificate',
  'volume-audit-api-key',
];

/** What those can do who read the secret. */
const HARM: Readonly<Record<string, string>> = {
  password: 'can send mail through this server',
  'auth-password': 'can send mail through the relay in your name',
  'http-api-key': 'has the web monitor with all rights',
  'privacy-policy': 'can tell the recipients in the accounting file',
};

const HARM_OF: Readonly<Record<SecretKind, string>> = {
  password: 'can log in with it',
  key: 'can act in your name with it',
  passphrase: 'can use the key that it protects, once they have its file',
};

function messageFor(use: DirectiveUse, kind: SecretKind): string {
  const { section } = use;
  const whose = section.kind === 'smtp-user' ? ` of the user ${quote(section.argument ?? '')}` : '';
  const harm = HARM[use.facts?.name ?? ''] ?? HARM_OF[kind];
  return `${quote(use.name)}${whose} stands in the clear in a file that git tracks: everyone who ever gets a copy of the repository ${harm}; move it to a file outside of git that this one includes, or let a certificate or a vault take its place, and take a new one, since the history keeps this`;
}

export const rule: Rule = {
  id: 'secret-in-config',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a password or key in the clear in a file that git tracks',
  requires: SENSITIVE,
  check({ model, settings: { isTracked }, report }) {
    if (isTracked === undefined) return;
    const tracked = new Map<SourceFile, boolean>();
    const isInGit = (file: SourceFile): boolean => {
      let is = tracked.get(file);
      if (is === undefined) tracked.set(file, (is = isTracked(file.realPath)));
      return is;
    };
    for (const use of SENSITIVE.flatMap((directive) => model.named(directive))) {
      const secret = secretOf(use);
      if (secret === null || isStandIn(secret.text) || !isInGit(use.file)) continue;
      report({
        location: { file: use.file, range: use.nameRange },
        message: messageFor(use, secret.kind),
      });
    }
  },
};
