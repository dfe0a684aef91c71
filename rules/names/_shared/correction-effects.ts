import { booleanOf, quote, unquote, type Directive } from '../../kit.ts';
import { opensAccess } from '../../../src/catalog/access.ts';
import { isSensitive } from '../../../src/catalog/directives.ts';

/** What directives do that let someone in, with a value that does. */
const OPENING: Readonly<Record<string, string>> = {
  'allow-auth': 'lets clients log in',
  'allow-unencrypted-plain-auth': 'lets passwords go in the clear',
  'always-allow-api-submission': 'lets these clients submit mail over the API',
  'always-allow-relaying': 'lets these clients relay',
  'http-access': 'lets these clients into the web monitor',
  'http-csrf-protection': 'switches off a protection of the web monitor',
  'http-redirect-to-https': 'lets the web monitor be used without TLS',
  'log-file-world-readable': 'lets every user of the host read the log',
  'relay-address': 'accepts mail for it',
  'relay-domain': 'accepts mail for it',
  'require-auth': 'lets clients send without logging in',
  'require-starttls-before-auth': 'lets passwords go in the clear',
  'smtp-service': 'lets these clients send mail',
  'world-readable': 'lets every user of the host read the file',
};

/** What directives do with any value. */
const ALWAYS: Readonly<Record<string, string>> = {
  'http-mgmt-port': 'opens this port',
  include: 'reads this file',
  'smtp-listener': 'opens this port',
};

/** What a line of a directive does once a typo in it is corrected, for the title of the fix. Never shows a secret. */
export function effectOfCorrection(directive: Directive, value: string): string {
  const { name } = directive;
  const effect = opensAccess(directive, value) ? OPENING[name] : ALWAYS[name];
  if (effect !== undefined) return effect;
  if (isSensitive(directive)) return 'sets the secret';
  const isOn = booleanOf(unquote(value));
  if (isOn !== undefined) return isOn ? 'switches it on' : 'switches it off';
  return `sets ${quote(unquote(value))}`;
}
