import { quote, type Rule, type SectionUse, withoutSecrets } from '../../kit.ts';
import { cutOf, cutPattern, quotedHash, type Cut } from './cut.ts';

const MEANS: Readonly<Record<Cut, string>> = {
  everything:
    "has no value, for a '#' starts a comment and all behind it is ignored; write the value before it, without '#'",
  rest: "is cut short: a '#' starts a comment also inside a value, and PowerMTA ignores the rest of the line; choose a value without '#'",
  regex:
    "holds a pattern that a '#' cuts in two: the rest of the line is a comment; write '\\x23' for a '#' in a pattern",
  quoted:
    "has a '#' inside quotes, which may start a comment there too; PowerMTA is not documented to keep it, and what works may be less than what is written",
};

/** What becomes of the line. */
const CONSEQUENCE: Readonly<Record<Cut, string>> = {
  everything: '; PowerMTA refuses to load the file',
  rest: '',
  regex: '; PowerMTA refuses to load the file',
  quoted: '',
};

function checkSection(section: SectionUse, report: Parameters<Rule['check']>[0]['report']): void {
  const { node, file } = section;
  const open = node?.open;
  if (open?.kind === 'open' && open.problem?.reason === 'broken-tag' && open.comment !== null) {
    if (file.slice(open.comment).includes('>')) {
      report({
        location: { file, range: open.tag },
        message: `${quote(withoutSecrets(file, open.tag))} is cut short: a '#' starts a comment also inside a tag, so that the '>' is lost; choose a name without '#'; PowerMTA refuses to load the file`,
      });
    }
  }
  for (const { file: at, line } of section.others) {
    if (line.kind !== 'pattern') continue;
    const cut = cutPattern(at, line);
    if (cut === null) continue;
    report({
      location: { file: at, range: line.regex },
      message: `${quote(at.slice(line.regex))} ${MEANS.regex}${CONSEQUENCE.regex}`,
    });
  }
  for (const use of section.directives) {
    const cut = cutOf(use) ?? (quotedHash(use) ? 'quoted' : null);
    if (cut === null) continue;
    report({
      location: { file: use.file, range: use.nameRange },
      severity: cut === 'quoted' ? 'warning' : 'error',
      message: `${quote(use.name)} ${MEANS[cut]}${CONSEQUENCE[cut]}`,
    });
  }
}

export const rule: Rule = {
  id: 'hash-cuts-value',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: "a '#' that starts a comment inside what was meant as the value",
  supersedes: ['missing-value', 'syntax-error', 'invalid-regex', 'unknown-action', 'invalid-value'],
  check({ model, report }) {
    for (const section of [model.root, ...model.sections]) checkSection(section, report);
  },
};
