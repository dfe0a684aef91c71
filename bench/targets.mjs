/** What pmta-lint promises; a ratio is against bare Node 20 (newer ones start in half the time, and we do not). */
const TARGETS = [
  { lines: 350, text: '≤ 1.6 × bare Node 20', holds: ({ ratio }) => ratio <= 1.6 },
  { lines: 100_000, text: '≤ 1.2 s', holds: ({ median }) => median <= 1200 },
  { lines: 100_000, text: '≤ 400 MiB', holds: ({ memory }) => memory <= 400 },
];

/** A million lines take at most so many times as long as 100,000. */
const MOST_GROWTH = 12;

/** Ten times as many files take at most so many times as long. */
const MOST_GROWTH_OF_FILES = 12;

/**
 * Checks the figures of pmta-lint.
 * @param {ReadonlyMap<number, import('./measure.mjs').Figures>} figures by number of lines
 * @param {{ figures: { files: number, median: number }[] }[]} manyFiles
 * @returns {{ what: string, text: string, met: boolean }[]}
 */
export function judge(figures, manyFiles) {
  const verdicts = TARGETS.flatMap(({ lines, text, holds }) => {
    const figure = figures.get(lines);
    return figure === undefined
      ? []
      : [{ what: `${lines.toLocaleString('en')} lines`, text, met: holds(figure) }];
  });
  const [large, huge] = [figures.get(100_000), figures.get(1_000_000)];
  if (large !== undefined && huge !== undefined) {
    const growth = huge.median / large.median;
    const text = `≤ ${MOST_GROWTH} × the time of 100,000 (${growth.toFixed(1)})`;
    verdicts.push({ what: '1,000,000 lines', text, met: growth <= MOST_GROWTH });
  }
  const growths = manyFiles.flatMap(({ figures: [few, many] }) =>
    few === undefined || many === undefined ? [] : [many.median / few.median],
  );
  if (growths.length > 0) {
    const growth = Math.max(...growths);
    const text = `≤ ${MOST_GROWTH_OF_FILES} × the time of 1,000, whatever is done (${growth.toFixed(1)})`;
    verdicts.push({ what: '10,000 files', text, met: growth <= MOST_GROWTH_OF_FILES });
  }
  return verdicts;
}
