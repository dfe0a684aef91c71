import { defineRule, insertAfterLine, quote, removeLine, type RuleFix } from '../../kit.ts';
import { unusedKeys, type UnusedKey } from './analysis.ts';

/** Moves the key for all domains after the last key of its section. */
function moveLast({ earlier: { use }, how }: UnusedKey): RuleFix | null {
  const last = use.section.named('domain-key').at(-1);
  if (how !== 'afterAll' || last?.file !== use.file || last === use) return null;
  if ([use, last].some(({ continuation }) => continuation.length > 0)) return null;
  const { file, line } = use;
  const text = file.text.slice(line.name.start, line.end).trimEnd();
  return {
    effect: 'unsafe',
    title: "move the key for '*' behind the others",
    edits: [removeLine(file, line), insertAfterLine(last, [text])],
  };
}

interface Keys {
  readonly domain: string;
  readonly earlier: string;
}

function textOf({ domain, earlier }: Keys, end: string): { message: string } {
  return {
    message: `the key for ${quote(domain)} never signs: keys are tried in the order of their lines, and an earlier one, for ${quote(earlier)}, ${end}`,
  };
}

export const rule = defineRule({
  id: 'dkim-key-order',
  category: 'authentication',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a DKIM key that never signs, since an earlier one takes its mail',
  requires: ['domain-key'],
  messages: {
    afterAll: (keys: Keys) =>
      textOf(
        keys,
        "is for all domains; mail is signed with its selector, which this domain may not publish: then DKIM fails, and mail is rejected or filed as spam; put the key for '*' behind all others",
      ),
    afterParent: (keys: Keys) =>
      textOf(
        keys,
        'is for a domain above it; mail is signed in the name of that one, and earns no reputation for its own domain; put the key for the longer name first',
      ),
    afterSame: (keys: Keys) =>
      textOf(
        keys,
        'is for the same domain; where its public key has left the DNS, DKIM fails; leave the one whose public key is in the DNS',
      ),
  },
  check({ model, report }) {
    for (const unused of unusedKeys(model)) {
      const { key, earlier, how } = unused;
      report({
        location: key.use.nameLocation,
        // Mail that is signed by another key of the sender is not lost.
        ...(how === 'afterAll' ? {} : { severity: 'warning' }),
        messageId: how,
        data: { domain: key.domain, earlier: earlier.domain },
        related: [{ ...earlier.use.nameLocation, message: 'this key is taken' }],
        fix: () => moveLast(unused),
      });
    }
  },
});
