import { groupBy } from '../base/collections.ts';
import { findDirective } from '../catalog/directives.ts';
import { canonicalText } from '../model/source/canonical.ts';
import { DirectiveUse, SectionUse } from '../model/source/content.ts';
import type { Model } from '../model/model.ts';
import { isForeignComment } from '../model/recovery/foreign-comments.ts';
import { argumentKey } from '../model/scopes/argument-key.ts';
import { pairUp, type Change, type Line } from './change.ts';
import { shownArgument } from './secret-lines.ts';

/** A line that no other part of the comparison reads. */
interface UnreadLine {
  readonly section: SectionUse;
  readonly directive: string;
  readonly text: string;
  readonly line: Line;
}

function isCompared(use: DirectiveUse): boolean {
  const { name } = use.canonical;
  return findDirective(name)?.scopes.includes('domain') === true;
}

/** Lines of unknown meaning: broken, of a template engine, unknown in a `<domain>`, or an include that was not read. */
function unreadLines(model: Model): UnreadLine[] {
  const unread = new Set(
    model.includes.flatMap(({ use, problem }) => (problem === null || problem === 'no-match' ? [] : [use])),
  );
  return model.allSections.flatMap((section) =>
    section.content.flatMap((line): UnreadLine[] => {
      if (line instanceof SectionUse) return [];
      if (line instanceof DirectiveUse) {
        const isUnknown = section.kind === 'domain' && line.name !== 'include' && !isCompared(line);
        if (!line.broken && !unread.has(line) && !isUnknown) return [];
        const { name } = line.canonical;
        return [{ section, directive: name, text: canonicalText(line.value ?? ''), line }];
      }
      // A comment has no effect, whatever sign it begins with.
      if (line.line.kind === 'pattern' || isForeignComment(line.line)) return [];
      const range = { ...line.line, end: line.line.comment?.start ?? line.line.end };
      return [{ section, directive: '', text: canonicalText(line.file.slice(range)), line }];
    }),
  );
}

/** Unread lines by what they say and the sections around them. */
function byMeaning(model: Model): Map<string, UnreadLine[]> {
  return groupBy(unreadLines(model), ({ section, directive, text }) => {
    const around = [...section.ancestry()].map((one) => `${one.kind} ${argumentKey(one)}`);
    return [...around, directive, text].join('\n');
  });
}

/** Unreadable lines that are on one side only: their effect is unknown. The proof of a fix leaves them out. */
export function compareUnread(before: Model, after: Model): Change[] {
  return pairUp(byMeaning(before), byMeaning(after)).flatMap(([, was = [], is = []]): Change[] => {
    if (was.length === is.length) return [];
    const [gone, come] = was.length > is.length ? [was[is.length], undefined] : [undefined, is[was.length]];
    const one = gone ?? come;
    if (one === undefined) return [];
    const { section, directive, text } = one;
    const name = section.node === null ? '' : `<${`${section.kind} ${shownArgument(section)}`.trimEnd()}>`;
    return [
      {
        subject: 'server',
        name,
        directive,
        before: gone === undefined ? null : text,
        after: come === undefined ? null : text,
        verdict: 'unknown',
        old: gone?.line ?? null,
        new: come?.line ?? null,
      },
    ];
  });
}
