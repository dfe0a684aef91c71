'use strict';

/**
 * The rooms of the house, and the doors between them. A configuration flows from bytes to words in one direction; a room
 * knows the rooms before it and no other. A room that is not named here may import whatever is there.
 * @type {Record<string, readonly string[]>}
 */
const DOORS = {
  '^grammar/': [],
  '^src/catalog/': [],
  '^src/patterns/': [],
  '^src/model/': ['^grammar/', '^src/catalog/', '^src/patterns/'],
  '^src/engine/': ['^src/model/', '^src/catalog/', '^grammar/'],
  // Of the engine only what a finding and its fix are, never what runs the rules.
  '^src/drafting/': [
    '^src/engine/(rule|finding|settings|message)',
    '^src/model/',
    '^src/catalog/',
    '^grammar/',
  ],
  '^src/compare/': ['^src/model/', '^src/catalog/', '^grammar/'],
  '^src/replies/': ['^src/model/', '^src/catalog/', '^src/patterns/', '^grammar/'],
  '^src/baseline/': ['^src/engine/', '^src/model/', '^src/catalog/', '^grammar/'],
  '^src/settings/': ['^src/engine/', '^src/model/', '^src/catalog/', '^grammar/'],
  '^src/fix/': ['^src/engine/', '^src/compare/', '^src/model/', '^src/catalog/', '^grammar/'],
  '^src/report/': ['^src/base/', '^src/engine/', '^src/(catalog|model|compare|replies)/', '^grammar/'],
  '^src/completion/': [],
  '^src/init/': ['^src/engine/message', '^src/report/visible', '^src/model/', '^src/catalog/', '^grammar/'],
  '^src/format/': ['^grammar/'],
  '^rules/': [
    '^src/model/',
    '^src/catalog/',
    '^src/patterns/',
    // Not what runs the rules.
    '^src/engine/(?!lint|arbitrate)',
    '^src/drafting/',
    '^grammar/',
  ],
};

/** Everything of ours that a product file could reach. */
const OURS = '^(grammar|src|rules|bin|fuzz|scripts|test|examples|docs)/';

const doors = Object.entries(DOORS).map(([room, open]) => ({
  name: `doors-of-${room
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')}`,
  comment: `${room} may import ${open.length === 0 ? 'nothing of ours' : open.join(', ')}`,
  severity: 'error',
  from: { path: room },
  to: { path: OURS, pathNot: [room, ...open] },
}));

module.exports = {
  forbidden: [
    ...doors,
    {
      name: 'rules-stand-alone',
      comment: 'A rule is one folder: it may not lean on another rule.',
      severity: 'error',
      from: { path: '^rules/([^/]+)/([^/]+)/' },
      to: { path: '^rules/', pathNot: '^rules/$1/$2/' },
    },
    {
      name: 'rules-ask-the-model',
      comment: 'A rule asks the model; of the grammar it may know the types, no more.',
      severity: 'error',
      from: { path: '^rules/[^/]+/[^/]+/' },
      to: { path: '^grammar/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'doors-of-src-report',
      comment:
        'A report prints what others have worked out: it may know the types of that, and how an action is written.',
      severity: 'error',
      from: { path: '^src/report/' },
      to: {
        path: '^src/(catalog|model|compare|replies)/',
        pathNot: '^src/replies/list-answer\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'command-is-last',
      comment: 'Only the launcher, the library and the entry of the bundle may know the command.',
      severity: 'error',
      from: { path: '^(grammar|src|rules)/', pathNot: ['^src/cli/', '^src/library/', '^src/package\\.ts$'] },
      to: { path: '^src/cli/' },
    },
    {
      name: 'product-without-tests-and-scripts',
      comment: 'What is shipped does not need what builds or tests it.',
      severity: 'error',
      from: { path: '^(grammar|src|rules|bin)/' },
      to: { path: '^(test|fuzz|scripts|docs|examples)/' },
    },
    {
      name: 'no-circles',
      comment: 'Files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-broken-imports',
      comment: 'An import that leads nowhere, or to a package that package.json does not name.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['unknown', 'undetermined', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/fixtures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
