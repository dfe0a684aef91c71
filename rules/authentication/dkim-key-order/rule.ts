import { insertAfterLine, quote, removeLine, type Rule, type RuleFix } from '../../kit.ts';
import { beatenKeys, type BeatenKey } from './analysis.ts';

const WHAT = {
  all: {
    which: 'is for all domains',
    harm: 'mail is signed with its selector, which this domain may not publish: then DKIM fails, and mail is rejected or filed as spam',
    advice: "put the key for '*' behind all others",
  },
  parent: {
    which: 'is for a domain above it',
    harm: 'mail is signed in the name of that one, and earns no reputation for its own domain',
    advice: 'put the key for the longer name first',
  },
  same: {
    which: 'is for the same domain',
    harm: 'where its public key has left the DNS, DKIM fails',
    advice: 'leave the one whose public key is in the DNS',
  },
} as const;

function messageFor({ key, by, how }: BeatenKey): string {
  const { which, harm, advice } = WHAT[how];
  return `the key for ${quote(key.domain)} never signs: keys are tried in the order of their lines, and an earlier one, for ${quote(by.domain)}, ${which}; ${harm}; ${advice}`;
}

/** Moves the key for all domains behind the last key of its section. */
function moveLast({ by: { use }, how }: BeatenKey): RuleFix | null {
  const last = use.section.named('domain-key').at(-1);
  if (how !== 'all' || last?.file !== use.file || last === use) return null;
  if ([use, last].some(({ continuation }) => continuation.length > 0)) return null;
  const { file, line } = use;
  const text = file.text.slice(line.name.start, line.end).trimEnd();
  return {
    safety: 'unsafe',
    title: "move the key for '*' behind the others",
    edits: [removeLine(file, line), insertAfterLine(last, [text])],
  };
}

export const rule: Rule = {
  id: 'dkim-key-order',
  category: 'authentication',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a DKIM key that never signs, since an earlier one takes its mail',
  requires: ['domain-key'],
  check({ model, report }) {
    for (const beaten of beatenKeys(model)) {
      const { key, by, how } = beaten;
      report({
        location: { file: key.use.file, range: key.use.nameRange },
        // Mail that is signed by another key of the sender is not lost.
        ...(how === 'all' ? {} : { severity: 'warning' }),
        message: messageFor(beaten),
        related: [{ file: by.use.file, range: by.use.nameRange, message: 'this key is taken' }],
        fix: () => moveLast(beaten),
      });
    }
  },
};
