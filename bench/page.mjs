const whole = (number) => Math.round(number).toLocaleString('en');
const milliseconds = (number) => (number < 1000 ? `${whole(number)} ms` : `${(number / 1000).toFixed(2)} s`);
const row = (cells) => `| ${cells.join(' | ')} |`;

function table(heads, rows) {
  const rule = heads.map((_, at) => (at === 0 ? '---' : '---:'));
  return [heads, rule, ...rows].map(row).join('\n');
}

function sizeTable({ figures }) {
  const rows = figures.map((it) =>
    it.failure === undefined
      ? [
          it.name,
          milliseconds(it.median),
          milliseconds(it.min),
          it.ratio.toFixed(2),
          `${whole(it.memory)} MiB`,
        ]
      : [it.name, it.failure, '', '', ''],
  );
  return table(['program', 'median', 'fastest', 'times bare node', 'peak memory'], rows);
}

/** A median, and how many times the one before it. */
function grown(median, before) {
  const factor = before === undefined ? '' : ` (× ${(median / before).toFixed(1)})`;
  return `${milliseconds(median)}${factor}`;
}

function growthTable(sizes) {
  const names = sizes[0].figures.slice(1).map(({ name }) => name);
  const rows = names.map((name) => {
    const medians = sizes.map(({ figures }) => figures.find((it) => it.name === name)?.median);
    return [name, ...medians.map((it, at) => (it === undefined ? '–' : grown(it, medians[at - 1])))];
  });
  return table(['program', ...sizes.map(({ lines }) => `${whole(lines)} lines`)], rows);
}

function manyFilesTable(tasks) {
  const counts = tasks[0].figures.map(({ files }) => files);
  const rows = tasks.map(({ what, figures }) => [
    what,
    ...figures.map(({ median }, at) => grown(median, figures[at - 1]?.median)),
    `${whole(figures.at(-1).memory)} MiB`,
  ]);
  return table(['task', ...counts.map((files) => `${whole(files)} files`), 'peak memory'], rows);
}

function nodesTable(nodes) {
  const rows = nodes.map(({ version, bare, lint }) => [
    version,
    milliseconds(bare.median),
    milliseconds(lint.median),
    `${Math.round(lint.added * 10) / 10} ms`,
    lint.ratio.toFixed(2),
  ]);
  return table(['Node', 'bare', '350 lines', 'added', 'ratio'], rows);
}

/**
 * The measured figures as tables in Markdown.
 * @param {{ machine: string, date: string, sizes: { lines: number, figures: object[] }[],
 *   manyFiles: { what: string, figures: { files: number, median: number, memory: number }[] }[], nodes: object[],
 *   verdicts: { what: string, text: string, met: boolean }[] }} measured
 */
export function asPage({ machine, date, sizes, manyFiles, nodes, verdicts }) {
  const promises = verdicts.map(({ what, text, met }) => [what, text, met ? 'kept' : '**not kept**']);
  const parts = [
    '<!-- Written by "npm run bench"; do not edit. -->',
    '# Performance',
    `Measured on ${date}: ${machine}. Whole processes, from start to exit, warmed up, all programs in turn in the same run; the medians. Each program checks one file in its own language, of the same number of lines: ESLint with its recommended rules and prettier a JavaScript file, stylelint (eight rules) a style sheet, markdownlint-cli2 a Markdown file, pmta-lint a configuration with many domains, VMTAs, pools and pattern lists, in preset *recommended*.`,
    '## What is promised',
    table(['file', 'promise', ''], promises),
    ...sizes.flatMap((size) => [`## ${whole(size.lines)} lines`, sizeTable(size)]),
    '## Growth',
    growthTable(sizes),
    '## Many files',
    'A repository with one file of seven lines for each VMTA, half of them with a line that `--fix` mends. All of them are read; the number of files that are open at once does not grow.',
    manyFilesTable(manyFiles),
    ...(nodes.length === 0
      ? []
      : [
          '## Versions of Node',
          'Newer versions of Node start in about half the time of Node 20. What pmta-lint adds stays much the same, so the milliseconds say more than the ratio.',
          nodesTable(nodes),
        ]),
  ];
  return `${parts.join('\n\n')}\n`;
}
