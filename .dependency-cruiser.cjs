'use strict';

/** All of the model, in the order of its layers. */
const MODEL = [
  'src/model/recovery',
  'src/model/source',
  'src/model/names',
  'src/model/scopes',
  'src/model/*.ts',
  'src/model/lists',
  'src/model/queues',
];
const FACTS = ['grammar', 'src/catalog'];
const UP_TO_REPLIES = [
  ...[...FACTS, 'src/patterns', ...MODEL, 'src/engine', 'src/suppressions', 'src/format', 'src/edits'],
  ...['src/compare', 'src/fix', 'src/replies'],
];

/**
 * Which modules each module may import, besides itself and src/base. A configuration flows from bytes to text in one
 * direction, so a module imports only modules before it.
 * @type {Record<string, readonly string[]>}
 */
const MODULES = {
  'src/base': [],
  grammar: [],
  'src/catalog': [],
  'src/patterns': [],
  'src/model/recovery': FACTS,
  'src/model/source': [...FACTS, ...MODEL.slice(0, 1)],
  'src/model/names': [...FACTS, ...MODEL.slice(0, 2)],
  'src/model/scopes': [...FACTS, ...MODEL.slice(0, 3)],
  'src/model/*.ts': [...FACTS, ...MODEL.slice(0, 4)],
  'src/model/lists': [...FACTS, 'src/patterns', ...MODEL.slice(0, 5)],
  'src/model/queues': [...FACTS, 'src/patterns', ...MODEL.slice(0, 6)],
  'src/engine': [...FACTS, ...MODEL],
  'src/suppressions': [...FACTS, ...MODEL.slice(0, 5), 'src/engine'],
  'src/format': [...FACTS, 'src/model/source'],
  'src/edits': [...FACTS, ...MODEL, 'src/engine', 'src/format'],
  // A rule about comments reads their form.
  rules: [...FACTS, 'src/patterns', ...MODEL, 'src/engine', 'src/suppressions/comment.ts', 'src/edits'],
  'src/compare': ['src/catalog', ...MODEL],
  // What a comment suppresses is not fixed.
  'src/fix': ['grammar', ...MODEL, 'src/engine', 'src/suppressions', 'src/edits', 'src/compare'],
  'src/replies': ['src/catalog', ...MODEL, 'src/patterns'],
  'src/settings': UP_TO_REPLIES,
  'src/baseline': UP_TO_REPLIES,
  'src/init': [...UP_TO_REPLIES, 'src/settings'],
  'src/completion': UP_TO_REPLIES,
  'src/git': ['src/model/source'],
  'src/app': [
    ...[...UP_TO_REPLIES, 'rules', 'src/settings', 'src/baseline', 'src/init', 'src/completion', 'src/git'],
  ],
  'src/report': ['grammar', 'src/engine', 'src/catalog', ...MODEL, 'src/compare', 'src/replies', 'src/app'],
  'src/cli': ['grammar', 'rules', 'src/(?!library/)[^/]+'],
  'src/library': ['grammar', 'rules', 'src/(?!cli/)[^/]+'],
};

/** A regular expression for the paths of a module; `*` stands for files without those in sub-folders. */
function pathOf(module) {
  if (module.endsWith('.ts') && !module.includes('*')) return `^${module}$`;
  return module.endsWith('/*.ts') ? `^${module.slice(0, -'*.ts'.length)}[^/]+$` : `^${module}/`;
}

/** Everything of ours that a product file could reach. */
const OURS = '^(grammar|src|rules|bin|fuzz|scripts|test|examples|docs)/';
const TESTS = '\\.test\\.ts$';

const modules = Object.entries(MODULES).map(([module, allowed]) => ({
  name: `imports-of-${module.replace('/*.ts', '').replaceAll('/', '-')}`,
  comment: `${module} may import ${['src/base', ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: pathOf(module), pathNot: TESTS },
  to: {
    path: OURS,
    pathNot: [module, 'src/base', ...allowed].map(pathOf),
    // What is printed is of types that every module before makes.
    ...(module === 'src/report' ? { dependencyTypesNot: ['type-only'] } : {}),
  },
}));

module.exports = {
  forbidden: [
    ...modules,
    {
      name: 'types-of-src-report',
      comment: 'A report takes the types of what it prints from where that is made, never from who calls it.',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^(src/(cli|library|lsp)|bin|fuzz|scripts|test)/' },
    },
    {
      name: 'unknown-module',
      comment: 'Name the module and what it may import in .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: Object.keys(MODULES).map(pathOf) },
      to: {},
    },
    {
      name: 'rules-stand-alone',
      comment:
        'A rule imports from its folder, from _shared of its category and from rules/kit.ts, not from other rules.',
      severity: 'error',
      from: { path: '^rules/([^/]+)/([^/]+)/', pathNot: TESTS },
      to: { path: '^rules/', pathNot: '^rules/($1/($2|_shared)/|kit\\.ts$)' },
    },
    {
      name: 'kit-without-rules',
      comment: 'rules/kit.ts hands on what rules use, and no rule.',
      severity: 'error',
      from: { path: '^rules/kit\\.ts$' },
      to: { path: '^rules/' },
    },
    {
      name: 'rules-ask-the-model',
      comment: 'A rule asks the model; of the grammar it uses types only.',
      severity: 'error',
      from: { path: '^rules/', pathNot: TESTS },
      to: { path: '^grammar/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'reports-print',
      comment:
        'A report prints what other modules return: it imports their types, facts, and how a line and an action are read.',
      severity: 'error',
      from: { path: '^src/report/' },
      to: {
        path: '^src/(model|compare|replies|app)/',
        pathNot: '^src/(replies/list-answer|model/source/canonical)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rules-run-no-rules',
      comment: 'Rules and edits use the contract of the engine, not what runs the rules.',
      severity: 'error',
      from: { path: '^(rules|src/edits)/', pathNot: TESTS },
      to: { path: '^src/engine/(run-rules|resolve-conflicts)\\.ts$' },
    },
    {
      name: 'product-without-tests-and-scripts',
      comment: 'What is shipped does not need what builds or tests it.',
      severity: 'error',
      from: { path: '^(grammar|src|rules|bin)/', pathNot: TESTS },
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
