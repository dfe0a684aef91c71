import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareForMail } from '../../src/compare/mail-changes.ts';
import { modelOf, type Texts } from '../support/lint-texts.ts';
import { runs } from '../support/property-runs.ts';
import { entersBackoff, isSame } from './arithmetic.ts';
import { parts, setting, textsOf, type Parts } from './configurations.ts';
import { domainsOf, interpreted, queueOf, type Configuration } from './interpreter.ts';

/** Directives of queues that are not delivered by SMTP. */
const OTHER_TYPES = new Set(['discard-as-bounce', 'macro-variables-preserve-case']);

/** Places of settings in <domain> blocks, by part and line. */
function settingsIn({ parts: all }: Parts): (readonly [part: number, line: number])[] {
  return all.flatMap((lines, part) => {
    let isInside = false;
    return lines.flatMap((line, index) => {
      if (/<\/?domain/i.test(line)) isInside = !line.includes('</');
      return isInside && !line.includes('<domain') ? [[part, index] as const] : [];
    });
  });
}

/** Settings that change for mail: `domain/VMTA directive`. */
function differences(before: Configuration, after: Configuration): string[] {
  const domains = new Set([...domainsOf(before), ...domainsOf(after)]);
  return [undefined, ...before.vmtas].flatMap((vmta) =>
    // Nobody has a mailbox at the name of a queue.
    [...domains]
      .filter((domain) => !/\.(?:queue|rollup)$/.test(domain))
      .flatMap((domain) => {
        const [was, is] = [queueOf(before, domain, vmta), queueOf(after, domain, vmta)];
        if (was.name !== is.name) return [`${domain}/${vmta ?? ''} queue-to`];
        if (was.values.get('type')?.[0] !== 'smtp' || is.values.get('type')?.[0] !== 'smtp') return [];
        const slows = entersBackoff(was, before) && entersBackoff(is, after);
        return [...is.values].flatMap(([directive, values]) =>
          // Where a queue-to leads was compared above.
          directive === 'queue-to' ||
          OTHER_TYPES.has(directive) ||
          isSame(directive, was.values.get(directive) ?? [], values) ||
          (directive.startsWith('backoff-') && !slows)
            ? []
            : [`${domain}/${vmta ?? ''} ${directive}`],
        );
      }),
  );
}

/** The directives of which a comparison reports a change. */
function changedDirectives(before: Texts, after: Texts): string[] {
  const { changes } = compareForMail(modelOf(before), modelOf(after));
  return changes.flatMap(({ values, section }) => section ?? values.map(({ directive }) => directive));
}

const edited = fc
  .tuple(parts, fc.nat(), fc.option(setting))
  .filter(([before]) => settingsIn(before).length > 0)
  .map(([before, place, line]) => {
    const places = settingsIn(before);
    const [part, index] = places[place % places.length] ?? [0, 0];
    const changed = before.parts.map((lines, at) =>
      at === part ? lines.toSpliced(index, 1, ...(line === null ? [] : [line])) : lines,
    );
    return { before: textsOf(before), after: textsOf({ ...before, parts: changed }) };
  });

it('a changed setting that changes an effective value of a queue is reported by compare', () => {
  fc.assert(
    fc.property(edited, ({ before, after }) => {
      const expected = differences(interpreted(before), interpreted(after));
      fc.pre(expected.length > 0);
      const directives = new Set(changedDirectives(before, after));
      const isReported = (one: string): boolean => directives.has(one.slice(one.indexOf(' ') + 1));
      expect(expected.filter((one) => !isReported(one))).toEqual([]);
    }),
    { numRuns: runs(1000) },
  );
});

const NOTHING = ['', '\t', '# max-smtp-out 3', '  # </domain>'];

/** Lines with comments and empty lines between them, settings repeated, and names in capitals. */
function rewritten(lines: readonly string[], draw: () => number): string[] {
  return lines.flatMap((line) => {
    // Rules, limits of ranges, and what is used in turn count once for each line.
    const isSetting =
      /^\s*[a-z][a-z0-9-]+ /.test(line) &&
      !/^\s*(?:reply|mx|smtp-source-host|virtual-mta|source-ip-)/.test(line);
    const capitals = line.replace(
      /^(\s*<?\/?)([a-z-]+)/,
      (_, start: string, name: string) => start + name.toUpperCase(),
    );
    const one = draw() % 3 === 0 && !line.includes('\n') ? capitals : line;
    const between = draw() % 3 === 0 ? [NOTHING[draw() % NOTHING.length] ?? ''] : [];
    const comment = draw() % 4 === 0 && !line.includes('\n') ? ' # as agreed' : '';
    return [...between, one + comment, ...(isSetting && draw() % 5 === 0 ? [line] : [])];
  });
}

/** Parts in another order: blocks of one scope stay in theirs, all others may be anywhere. */
function reordered({ parts: all, included }: Parts, draw: () => number): Parts {
  const here = all.slice(included);
  const ordered = here.filter(([first]) => (first ?? '').startsWith('<domain '));
  for (const other of here.filter((lines) => !ordered.includes(lines)))
    ordered.splice(draw() % (ordered.length + 1), 0, other);
  return { parts: [...all.slice(0, included), ...ordered], included };
}

const rewrittenConfigurations = fc.tuple(parts, fc.infiniteStream(fc.nat())).map(([before, numbers]) => {
  const draw = (): number => Number(numbers.next().value);
  const after = reordered(before, draw);
  const lines = after.parts.map((part) => rewritten(part, draw));
  return { before: textsOf(before), after: textsOf({ ...after, parts: lines }) };
});

it('comments, empty lines, repeated lines, capitals and the order of sections are no change for compare', () => {
  fc.assert(
    fc.property(rewrittenConfigurations, ({ before, after }) => {
      expect(differences(interpreted(before), interpreted(after))).toEqual([]);
      expect(changedDirectives(before, after)).toEqual([]);
    }),
    { numRuns: runs(500) },
  );
});
