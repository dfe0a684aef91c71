import {
  type DirectiveUse,
  findDirective,
  findSection,
  type Model,
  placementAt,
  quote,
  type Rule,
  type RuleContext,
  type RuleFix,
  type SectionUse,
  type SourceFile,
  withoutSecrets,
} from '../../kit.ts';
import { findInvented, type InventedName } from '../../../src/catalog/invented.ts';
import { mayHold } from '../../../src/catalog/sections.ts';
import { coverageOf } from '../_shared/coverage.ts';
import { spoolSection } from '../_shared/spool.ts';
import { renameTo } from '../_shared/rename.ts';
import { braceBlocksIn, opensBraces, type BraceBlock } from '../_shared/braces.ts';
import { whatToWrite } from './words.ts';

const REFUSED = 'PowerMTA refuses to load the file';

/** What the braces of other products are in PowerMTA, where the name tells. */
const TAGS: ReadonlyMap<string, string> = new Map([
  ['listener', '<smtp-listener ADDRESS:PORT>'],
  ['source', '<source ADDRESS>'],
]);

function renameDirective(
  model: Model,
  use: DirectiveUse,
  { meant, sameValue }: InventedName,
): RuleFix | null {
  if (meant === undefined || sameValue !== true) return null;
  if (meant === 'spool') {
    const edits = spoolSection(model, use);
    return edits === null ? null : { safety: 'unsafe', title: "write a '<spool>' section", edits };
  }
  return renameTo(model, use, meant);
}

function checkDirective({ model, report }: RuleContext, use: DirectiveUse): void {
  if (use.facts !== undefined || use.broken || opensBraces(use.file, use.line)) return;
  const invented = findInvented(use.name, 'directive');
  const section = invented === undefined ? findSection(use.name) : undefined;
  if (invented === undefined && section === undefined) return;
  if (placementAt(model, use.section, use.file, use.line.start) === 'foreign') return;
  const name = quote(use.file.slice(use.nameRange));
  const at = { file: use.file, range: use.nameRange };
  const covers = coverageOf(model, use.file, { start: use.nameRange.start, end: use.line.next });
  if (invented !== undefined) {
    const message = `${name} is a name that PowerMTA does not have; ${whatToWrite(invented)}; ${REFUSED}`;
    report({ location: at, message, silencesRange: covers, fix: renameDirective(model, use, invented) });
    return;
  }
  const tag = use.value === null ? `<${use.name}>` : `<${use.name} ${use.value}>`;
  report({
    location: at,
    message: `${name} is a section and no directive; write ${quote(tag)} and '</${use.name}>' on lines of their own; ${REFUSED}`,
    silencesRange: covers,
  });
}

function renameSection(
  model: Model,
  section: SectionUse,
  { meant, sameValue }: InventedName,
): RuleFix | null {
  const { node, file, parent } = section;
  const close = node?.close ?? null;
  if (meant === undefined || sameValue !== true) return null;
  if (node === null || close === null || parent === null) return null;
  const isGuess = parent === model.root && !model.topScopeIsGiven;
  if (!isGuess && !mayHold(parent.scope, meant)) return null;
  const edits = [node.name, close.name].map((range) => ({ file, range, text: meant }));
  return { safety: 'unsafe', title: `rename '<${section.kind}>' to '<${meant}>'`, edits };
}

function checkSection({ model, report }: RuleContext, section: SectionUse): void {
  const { node, file, parent } = section;
  if (node === null || parent === null || section.facts !== undefined) return;
  const invented = findInvented(section.kind, 'section');
  if (
    invented === undefined ||
    node.open.problem !== null ||
    placementAt(model, parent, file, node.tag.start) === 'foreign'
  )
    return;
  report({
    location: { file, range: node.tag },
    message: `${quote(withoutSecrets(file, node.tag))} is a section that PowerMTA does not have; ${whatToWrite(invented)}; ${REFUSED}`,
    fix: renameSection(model, section, invented),
    silencesRange: coverageOf(model, file, {
      start: node.tag.start,
      end: node.close?.next ?? node.open.next,
    }),
  });
}

function checkBraces({ model, report }: RuleContext, file: SourceFile, { line, range }: BraceBlock): void {
  const name = file.slice(line.name).toLowerCase();
  const value = line.value === null ? '' : file.slice(line.value);
  const brace = value.indexOf('{');
  const argument = (brace === -1 ? value : value.slice(0, brace)).trimEnd();
  const written = argument === '' ? TAGS.get(name) : undefined;
  const section =
    findSection(name) === undefined ? undefined : `<${name}${argument === '' ? '' : ` ${argument}`}>`;
  const tag = written ?? TAGS.get(name)?.replace(/ .*$/, ` ${argument}>`) ?? section ?? '<name argument>';
  const close = `</${/^<([^ >]*)/.exec(tag)?.[1] ?? name}>`;
  const end = line.value?.end ?? line.name.end;
  report({
    location: { file, range: { start: line.name.start, end } },
    message: `${quote(file.slice({ start: line.name.start, end }))} opens a block in braces, a form that PowerMTA does not have; a section is ${quote(tag)} … '${close}', each tag on a line of its own; ${REFUSED}`,
    silencesRange: coverageOf(model, file, { start: line.name.start, end: range.end }),
  });
}

export const rule: Rule = {
  id: 'invented-directive',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a name or construct that only machine-written articles use',
  supersedes: 'all',
  check(context) {
    const { model } = context;
    for (const file of model.files)
      for (const block of braceBlocksIn(file)) checkBraces(context, file, block);
    for (const section of model.sections) checkSection(context, section);
    for (const use of model.directives)
      if (findDirective(use.name) === undefined) checkDirective(context, use);
  },
};
