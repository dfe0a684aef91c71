import { defineRule, quote, withoutSecrets } from '../../kit.ts';
import { cutOf, cutsRegex } from './analysis.ts';

const REFUSED = 'PowerMTA refuses to load the file';

export const rule = defineRule({
  id: 'hash-cuts-value',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: "a '#' that starts a comment inside what was meant as the value",
  supersedes: ['missing-value', 'syntax-error', 'invalid-regex', 'unknown-action', 'invalid-value'],
  messages: {
    tag: ({ tag }: { tag: string }) => ({
      message: `${quote(tag)} is cut short: a '#' starts a comment also inside a tag, so that the '>' is lost; choose a name without '#'; ${REFUSED}`,
    }),
    everything: ({ name }: { name: string }) => ({
      message: `${quote(name)} has no value, for a '#' starts a comment and all behind it is ignored; write the value before it, without '#'; ${REFUSED}`,
    }),
    rest: ({ name }: { name: string }) => ({
      message: `${quote(name)} is cut short: a '#' starts a comment also inside a value, and PowerMTA ignores the rest of the line; choose a value without '#'`,
    }),
    regex: ({ name }: { name: string }) => ({
      message: `${quote(name)} holds a pattern that a '#' cuts in two: the rest of the line is a comment; write '\\x23' for a '#' in a pattern; ${REFUSED}`,
    }),
    quoted: ({ name }: { name: string }) => ({
      message: `${quote(name)} has a '#' inside quotes, which may start a comment there too; PowerMTA is not documented to keep it, and what works may be less than what is written`,
    }),
  },
  check({ model, report }) {
    for (const section of model.allSections) {
      const open = section.node?.open;
      const isCut = open?.kind === 'open' && open.problem?.reason === 'broken-tag' && open.comment !== null;
      if (isCut && section.file.slice(open.comment).includes('>')) {
        const location = { file: section.file, range: open.tag };
        report({ location, messageId: 'tag', data: { tag: withoutSecrets(section.file, open.tag) } });
      }
      for (const { file, line } of section.others) {
        if (line.kind !== 'pattern' || !cutsRegex(file, line)) continue;
        const location = { file, range: line.regex };
        report({ location, messageId: 'regex', data: { name: file.slice(line.regex) } });
      }
      for (const use of section.directives) {
        const cut = cutOf(use);
        if (cut === null) continue;
        const severity = cut === 'quoted' ? 'warning' : 'error';
        report({ location: use.nameLocation, severity, messageId: cut, data: { name: use.name } });
      }
    }
  },
});
