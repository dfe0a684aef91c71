import {
  booleanOf,
  type DomainLine,
  domainLines,
  editsOf,
  extentOfLine,
  extentWords,
  type Model,
  Plan,
  quote,
  removeLine,
  repeatsOf,
  replaceName,
  type Rule,
  type RuleContext,
  type RuleFix,
} from '../../kit.ts';
import { SigningSwitches } from './analysis.ts';

/** A setting that makes a DKIM signature worth little. */
interface Weakness {
  readonly directive: string;
  /** What switches on the signature that it belongs to. */
  readonly switch: string;
  readonly isWeak: (value: string) => boolean;
  readonly strong: string;
  /** What it does and what that does to mail, behind the line in quotes. */
  readonly harm: string;
}

function weaknessesOf(prefix: '' | 'second-'): Weakness[] {
  return [
    {
      directive: `${prefix}dkim-algorithm`,
      switch: `${prefix}dkim-sign`,
      isWeak: (value) => value.toLowerCase() === 'rsa-sha1',
      strong: 'rsa-sha256',
      harm: "signs with SHA-1, which RFC 8301 forbids: mailbox providers take such a signature for none, and bulk mail without one is rejected or filed as spam; 'rsa-sha256' works with the same key",
    },
    {
      directive: `${prefix}dkim-add-body-limit`,
      switch: `${prefix}dkim-sign`,
      isWeak: (value) => booleanOf(value) === true,
      strong: 'no',
      harm: 'signs only as many bytes of the body as the message has now (l=): anybody can add text behind them, and it still counts as signed by you; providers trust such a signature less, or not at all',
    },
  ];
}

const WEAKNESSES = [...weaknessesOf(''), ...weaknessesOf('second-')];

function strengthen(model: Model, { use }: DomainLine, { directive, strong }: Weakness): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const plan = new Plan(model);
  plan.set(use.section, directive, strong);
  return { safety: 'safe', title: `set ${directive} to ${strong}`, edits: editsOf(plan, use) };
}

function leaveDomainKeys(line: DomainLine, isSettled: boolean): RuleFix | null {
  const { use } = line;
  if (use.continuation.length > 0) return null;
  const lines = repeatsOf(use);
  if (isSettled) {
    const edits = lines.map((one) => removeLine(one.file, one.line));
    return { safety: 'unsafe', title: 'remove dk-sign', edits };
  }
  const edits = lines.map((one) =>
    one === use ? replaceName(one, 'dkim-sign') : removeLine(one.file, one.line),
  );
  return { safety: 'unsafe', title: 'sign with DKIM instead of DomainKeys', edits };
}

function checkDomainKeys({ model, report }: RuleContext): void {
  const dkim = new SigningSwitches(model, 'dkim-sign');
  for (const line of domainLines(model, 'dk-sign')) {
    const { use, value } = line;
    if (booleanOf(value) !== true) continue;
    const isSettled = dkim.isSettled(line);
    const advice = isSettled
      ? "'dkim-sign' decides what is signed: leave this line out"
      : "write 'dkim-sign yes' instead";
    report({
      location: { file: use.file, range: use.nameRange },
      message: `${quote(`dk-sign ${value}`)} signs with DomainKeys, which DKIM has replaced: no mailbox provider looks at such a signature, and a release that has dropped the name refuses to load the file; ${advice}${extentWords(extentOfLine(model, line))}`,
      fix: () => leaveDomainKeys(line, isSettled),
    });
  }
}

export const rule: Rule = {
  id: 'weak-dkim',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'a signature that mailbox providers do not count: SHA-1, a part of the body only, DomainKeys',
  requires: ['dk-sign', ...WEAKNESSES.map(({ directive }) => directive)],
  supersedes: ['deprecated-directive', 'version-mismatch'],
  check(context) {
    const { model, report } = context;
    for (const weakness of WEAKNESSES) {
      if (model.named(weakness.directive).length === 0) continue;
      const switches = new SigningSwitches(model, weakness.switch);
      for (const line of domainLines(model, weakness.directive)) {
        const { use, value } = line;
        if (!weakness.isWeak(value) || switches.isIdle(line)) continue;
        report({
          location: { file: use.file, range: use.nameRange },
          message: `${quote(`${weakness.directive} ${value}`)} ${weakness.harm}${extentWords(extentOfLine(model, line))}`,
          fix: () => strengthen(model, line, weakness),
        });
      }
    }
    if (model.named('dk-sign').length > 0) checkDomainKeys(context);
  },
};
