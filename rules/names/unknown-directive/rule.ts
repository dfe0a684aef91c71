import {
  allowsIn,
  type DirectiveUse,
  findDirective,
  findSection,
  hasPlaceholder,
  listOf,
  type Model,
  nearest,
  placementAt,
  quote,
  type Rule,
  type RuleContext,
  type SectionUse,
  withoutSecrets,
} from '../../kit.ts';
import { directiveNames, directives } from '../../../src/catalog/directives.ts';
import { findGenuine, findInvented } from '../../../src/catalog/invented.ts';
import { closest } from '../../../src/catalog/nearest.ts';
import { renameTo } from '../_shared/rename.ts';
import { opensBraces } from '../_shared/braces.ts';
import { mayStandAt } from '../_shared/replacement-line.ts';

/** To look for similar names costs time; in a file full of unknown names the later ones need none. */
const MOST_SUGGESTIONS = 100;

/** A word in capitals that a generator replaces, or that replaces itself by nothing. */
const UPPER_CASE_PLACEHOLDER = /^_*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+_*$/;

function isPlaceholder(use: DirectiveUse, near: string | undefined): boolean {
  const written = use.file.slice(use.nameRange);
  if (hasPlaceholder(written) || /^[$@%]/.test(written)) return true;
  return UPPER_CASE_PLACEHOLDER.test(written) && (near === undefined || use.value === null);
}

/** Whether the line means something all the same, or another rule knows more about it. */
function isSpokenFor(model: Model, use: DirectiveUse): boolean {
  const { name, section } = use;
  if (use.facts !== undefined || use.broken || opensBraces(use.file, use.line)) return true;
  if (findInvented(name, 'directive') !== undefined || findSection(name) !== undefined) return true;
  if (findGenuine(name) !== undefined) return true;
  const isListRoot = section === model.root && !model.topScopeIsGiven;
  if (name === '*' && (section.scope === 'pattern-list' || isListRoot)) return true;
  return placementAt(model, section, use.file, use.line.start) === 'foreign';
}

/** What a list with lines of its own form takes, in words; undefined for other sections. */
function formOf(section: SectionUse): string | undefined {
  if (findSection(section.scope)?.content !== 'mini-language') return undefined;
  const tag = `<${section.scope}>`;
  if (section.scope === 'bounce-category-patterns')
    return `${tag} holds lines of the form /pattern/ category`;
  const names = directives()
    .filter((directive) => directive.name !== 'include' && allowsIn(directive, section.scope) === 'yes')
    .map(({ name }) => quote(name));
  return `${tag} holds lines that start with ${listOf(names, 8, 'or')}`;
}

function check({ model, settings, report }: RuleContext): void {
  const similar = new Map<string, string | undefined>();
  const nearestTo = (name: string): string | undefined => {
    if (!similar.has(name) && similar.size < MOST_SUGGESTIONS)
      similar.set(name, closest(name, directiveNames(), 1)[0]);
    return similar.get(name);
  };
  const mayBeNew = settings.version === '6.0';
  const consequence = mayBeNew
    ? 'PowerMTA 6.0 may have it, earlier ones refuse to load the file'
    : 'PowerMTA refuses to load a file with a name that it does not know';
  for (const use of model.directives) {
    if (settings.extraDirectives.has(use.name) || isSpokenFor(model, use)) continue;
    const at = { file: use.file, range: use.nameRange };
    const name = quote(withoutSecrets(use.file, use.nameRange));
    const near = nearest(use.name, directiveNames());
    if (isPlaceholder(use, near)) continue;
    const form = formOf(use.section);
    const meant = near === undefined ? undefined : findDirective(near);
    // In a list with lines of its own form a directive of other sections was hardly meant.
    if (near !== undefined && meant !== undefined && (form === undefined || mayStandAt(model, use, meant))) {
      report({
        location: at,
        severity: mayBeNew ? 'warning' : 'error',
        message: `${name} is no directive of PowerMTA; ${quote(near)} was probably meant; ${consequence}`,
        fix: renameTo(model, use, near),
      });
      continue;
    }
    const candidate = form === undefined ? nearestTo(use.name) : undefined;
    const hint =
      form ?? (candidate === undefined ? undefined : `the nearest known name is ${quote(candidate)}`);
    report({
      location: at,
      severity: 'warning',
      message: [`${name} is no directive of PowerMTA that is known`, hint, consequence]
        .filter((part) => part !== undefined)
        .join('; '),
    });
  }
}

export const rule: Rule = {
  id: 'unknown-directive',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a name that PowerMTA is not known to have',
  standsAlone: true,
  check,
};
