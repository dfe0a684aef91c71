import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** `…/node_modules/@scope/name/…` → `@scope/name`, of the innermost node_modules. */
const PACKAGE_OF_INPUT = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

async function licenceText(folder) {
  const name = (await readdir(folder)).find((it) => /^licen[cs]e/i.test(it));
  return name === undefined ? undefined : (await readFile(join(folder, name), 'utf8')).trim();
}

/**
 * The licences of the libraries that are part of the bundles, as they ask for.
 * @param {string} root the folder of the package
 * @param {readonly import('esbuild').BuildResult[]} results bundles with their metafiles
 * @returns {Promise<string>} one section a licence, by the names of the libraries
 */
export async function licences(root, results) {
  const folders = new Set();
  for (const output of results.flatMap((it) => Object.values(it.metafile.outputs))) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = PACKAGE_OF_INPUT.exec(input)?.[1];
      if (folder !== undefined && bytesInOutput > 0) folders.add(join(root, folder));
    }
  }
  /** By the text of the licence, which libraries of one house share. */
  const libraries = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const text = (await licenceText(folder)) ?? `Licensed under ${license}.`;
    libraries.set(text, [...(libraries.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const sections = [...libraries].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return `pmta-lint contains these libraries.\n\n${sections.sort().join(`\n${'-'.repeat(80)}\n\n`)}`;
}
