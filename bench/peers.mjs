import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('./node_modules', import.meta.url));

/** Repeats whole blocks, each with its number, and fills up with a line to a count of lines. */
function repeated(lines, blockOf, filling) {
  const parts = [];
  for (let number = 1; ; number++) {
    const block = blockOf(number).split('\n');
    if (parts.length + block.length > lines) break;
    parts.push(...block);
  }
  while (parts.length < lines) parts.push(filling);
  return `${parts.join('\n')}\n`;
}

const script = (number) => `// Limits of the ${number}th domain.
export function limits${number}(queue, now) {
  const connections = queue.connections ?? ${number % 40};
  if (connections > ${number % 20}) {
    return { connections: ${number % 20}, since: now, reason: 'too many connections' };
  }
  for (const message of queue.messages) {
    if (message.age > ${60 + (number % 900)}) return { connections, since: message.at, reason: 'old' };
  }
  return { connections, since: now, reason: 'none' };
}
`;

const style = (number) => `/* Row ${number} */
.queue-${number} {
  color: #${(0x100000 + number).toString(16)};
  margin: ${1 + (number % 9)}px;
  padding: 0 ${1 + (number % 7)}px;
}

.queue-${number} > .state {
  display: block;
}
`;

const page = (number) => `## Queue ${number}

The queue has ${number} messages. It is in *backoff* since \`${number}m\`.

- connections: ${number % 20}
- rate: ${number % 900}/h
`;

/** Programs that users of linters know, each with a file of its own language. `main` is what its `bin` names. */
const PEERS = [
  {
    name: 'ESLint',
    main: 'eslint/bin/eslint.js',
    file: 'queue.mjs',
    text: (lines) => repeated(lines, script, '// end'),
    settings: {
      'eslint.config.mjs': `import js from '${join(MODULES, '@eslint/js/src/index.js')}';
export default [{ ...js.configs.recommended, linterOptions: { reportUnusedDisableDirectives: 'off' } }];\n`,
    },
    args: [],
  },
  {
    name: 'stylelint',
    main: 'stylelint/bin/stylelint.mjs',
    file: 'queue.css',
    text: (lines) => repeated(lines, style, '/* end */'),
    settings: {
      'stylelint.config.mjs': `export default { rules: {
  'block-no-empty': true, 'color-no-invalid-hex': true, 'declaration-block-no-duplicate-properties': true,
  'no-duplicate-selectors': true, 'property-no-unknown': true, 'unit-no-unknown': true,
  'selector-type-no-unknown': true, 'length-zero-no-unit': true } };\n`,
    },
    args: [],
  },
  {
    name: 'markdownlint-cli2',
    main: 'markdownlint-cli2/markdownlint-cli2-bin.mjs',
    file: 'queue.md',
    text: (lines) => `# Queues\n\n${repeated(lines - 2, page, 'The end.').trimEnd()}\n`,
    settings: {},
    args: [],
  },
  {
    name: 'prettier --check',
    main: 'prettier/bin/prettier.cjs',
    file: 'queue.mjs',
    text: (lines) => repeated(lines, script, '// end'),
    settings: {},
    args: ['--check'],
  },
];

/** Whether the peers are installed (`npm ci` in this folder). */
export function havePeers() {
  return PEERS.every(({ main }) => existsSync(join(MODULES, main)));
}

/**
 * The peers as cases to measure, on files of a length.
 * @param {string} folder where the files go
 * @param {number} lines
 * @returns {import('./measure.mjs').Case[]}
 */
export function peerCases(folder, lines) {
  return PEERS.map(({ name, main, file, text, settings, args }) => {
    const path = join(folder, `${lines}-${name.replace(/\W/g, '')}-${file}`);
    writeFileSync(path, text(lines));
    for (const [own, content] of Object.entries(settings)) writeFileSync(join(folder, own), content);
    // Findings are not a failure: what is measured is that a file of this length is checked.
    return { name, args: [join(MODULES, main), ...args, path], cwd: folder, expect: [0, 1] };
  });
}

/** Other versions of Node that are installed, by name. */
export function otherNodes() {
  return ['20', '22', '24'].flatMap((major) => {
    const path = join(MODULES, `node-${major}`, 'bin', 'node');
    return existsSync(path) ? [{ major, path }] : [];
  });
}
