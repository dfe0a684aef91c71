import {
  allowsIn,
  defineRule,
  findDirective,
  findSection,
  hasPlaceholder,
  listOf,
  nearest,
  quote,
  withoutSecrets,
} from '../../kit.ts';
import type { DirectiveUse, Model } from '../../kit.ts';
import { directiveNames, directives } from '../../../src/catalog/directives.ts';
import { findGenuine, findInvented } from '../../../src/catalog/invented.ts';
import { opensBraces } from '../_shared/braces.ts';
import { isAllowedAt, renameTo } from '../_shared/line-fixes.ts';
import { isScopeGuessed, placementOfLine } from '../_shared/lines.ts';

/** The lines of a list that has lines of its own form, in words. */
function formOf(list: string): string {
  if (list === 'bounce-category-patterns') return `<${list}> holds lines of the form /pattern/ category`;
  const names = directives()
    .filter((directive) => directive.name !== 'include' && allowsIn(directive, list) === 'yes')
    .map(({ name }) => quote(name));
  return `<${list}> holds lines that start with ${listOf(names, 8, 'or')}`;
}

/** `mayBeNew`: whether the configuration is for a release whose names are not all known. */
type NameData = Readonly<{ name: string; mayBeNew: boolean }>;

function consequence({ mayBeNew }: NameData): string {
  return mayBeNew
    ? 'PowerMTA 6.0 may have it, earlier ones refuse to load the file'
    : 'PowerMTA refuses to load a file with a name that it does not know';
}

const messages = {
  misspelt: (data: NameData & { meant: string }) => ({
    message: `${quote(data.name)} is no directive of PowerMTA; ${quote(data.meant)} was probably meant; ${consequence(data)}`,
  }),
  unknown: (data: NameData & { list: string | null }) => {
    const hint = data.list === null ? '' : `; ${formOf(data.list)}`;
    const name = quote(data.name);
    return { message: `${name} is no directive of PowerMTA that is known${hint}; ${consequence(data)}` };
  },
};

/** Whether something fills the name in. No name of a directive begins with `$`, `@` or `%`, in a value they may be text. */
function isPlaceholder(use: DirectiveUse): boolean {
  const written = use.file.slice(use.nameRange);
  return hasPlaceholder(written) || /^[$@%]/.test(written);
}

/** Whether a line is a directive, has a meaning all the same, or another rule knows more about it. */
function isKnown(model: Model, use: DirectiveUse): boolean {
  const { name, section } = use;
  if (use.facts !== undefined || use.broken || opensBraces(use)) return true;
  const known = findInvented(name, 'directive') ?? findSection(name) ?? findGenuine(name);
  if (known !== undefined) return true;
  if (name === '*' && (section.scope === 'pattern-list' || isScopeGuessed(model, section))) return true;
  return placementOfLine(model, use) === 'foreign';
}

export const rule = defineRule({
  id: 'unknown-directive',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a name that PowerMTA is not known to have',
  standsAlone: true,
  messages,
  check({ model, settings, report }) {
    const mayBeNew = settings.version === '6.0';
    for (const use of model.directives) {
      if (settings.extraDirectives.has(use.name) || isKnown(model, use)) continue;
      const location = use.nameLocation;
      const { scope } = use.section;
      const list = findSection(scope)?.content === 'mini-language' ? scope : null;
      const name = withoutSecrets(use.file, use.nameRange);
      const near = nearest(use.name, directiveNames());
      if (isPlaceholder(use)) continue;
      const meant = near === undefined ? undefined : findDirective(near);
      // In a list with lines of its own form a directive of other sections was hardly meant.
      if (near !== undefined && meant !== undefined && (list === null || isAllowedAt(model, use, meant))) {
        const severity = mayBeNew ? 'warning' : 'error';
        const fix = renameTo(model, use, near);
        report({ location, severity, messageId: 'misspelt', data: { name, meant: near, mayBeNew }, fix });
      } else {
        const data = { name, list, mayBeNew };
        report({ location, severity: 'warning', messageId: 'unknown', data });
      }
    }
  },
});
