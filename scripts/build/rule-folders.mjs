import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Folders whose name starts with `_` hold what several rules of a category use. */
const subfolders = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((it) => it.isDirectory() && !it.name.startsWith('_'))
        .map((it) => it.name)
        .sort()
    : [];

/** Whether a word is written as the id of a rule is: `like-this`. */
export const isRuleId = (id) => KEBAB_CASE.test(id);

/**
 * @param {string} rulesFolder absolute path of rules/
 * @returns {string[]} the categories that there are, by name
 */
export const findCategories = subfolders;

/**
 * @param {string} rulesFolder absolute path of rules/
 * @returns {{ category: string, id: string }[]} by category, then id
 * @throws {Error} if a folder holds no rule, or two rules have one id
 */
export function findRules(rulesFolder) {
  const found = findCategories(rulesFolder).flatMap((category) =>
    subfolders(join(rulesFolder, category)).map((id) => ({ category, id })),
  );
  const seen = new Map();
  for (const { category, id } of found) {
    const place = `rules/${category}/${id}`;
    if (!isRuleId(id)) throw new Error(`${place}: the id of a rule is written like-this`);
    if (seen.has(id)) throw new Error(`${place}: ${seen.get(id)} has the same id`);
    for (const file of ['rule.ts', 'doc.md']) {
      if (!existsSync(join(rulesFolder, category, id, file))) throw new Error(`${place}: ${file} is missing`);
    }
    seen.set(id, place);
  }
  return found;
}
