import { rules } from '../../rules/index.ts';
import { reportedFile } from '../../src/app/lint-report.ts';
import { describeRule } from '../../src/cli/lint/rule-descriptions.ts';
import { lint } from '../../src/suppressions/lint.ts';
import { checkstyle } from '../../src/report/findings/checkstyle.ts';
import { concise } from '../../src/report/findings/concise.ts';
import { github } from '../../src/report/findings/github.ts';
import { gitlab } from '../../src/report/findings/gitlab.ts';
import { json } from '../../src/report/findings/json.ts';
import { junit } from '../../src/report/findings/junit.ts';
import { markdown } from '../../src/report/findings/markdown.ts';
import { pretty } from '../../src/report/findings/pretty.ts';
import type { Report } from '../../src/app/report.ts';
import { sarif } from '../../src/report/findings/sarif.ts';
import { FOLDER, type Input } from '../input.ts';
import { Random } from '../random.ts';
import { filesOf, load, SETTINGS } from './loaded.ts';
import { promise, type Seen } from './promise.ts';

/** What a terminal obeys or hides. */
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
/** What XML does not allow. */
const NO_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const HALF_CHARACTER = /\p{Surrogate}/u;

const READERS: Readonly<Record<string, (report: Report) => string>> = {
  concise,
  pretty,
  github,
  markdown: (report) => markdown(report, null),
};
const PROGRAMS: Readonly<Record<string, (report: Report) => string>> = {
  json,
  gitlab,
  sarif: (report) => sarif(report, describeRule),
};

/** Reports: each can be written, shown on a terminal and read by its program. */
export function check({ files, draw }: Input): Seen {
  const random = new Random(draw);
  const models = load(filesOf(files));
  const { findings, failures } = lint(models, rules, SETTINGS);
  const isComplete = models.every((model) => model.knows('includes'));
  const read = [...new Set(models.flatMap((model) => model.files))];
  const report: Report = {
    workingDirectory: FOLDER,
    checkout: FOLDER,
    files: read.map((file) => reportedFile(file, isComplete)),
    findings,
    failures,
    fixes: { fixed: { neutral: 0, tightens: random.below(2), unsafe: 0 }, withheld: [] },
    suppressed: random.below(2),
    quiet: random.once(4),
    colour: false,
    width: random.pick([20, 40, 80, 200]),
    version: '0.0.0',
  };
  for (const [format, write] of Object.entries(READERS)) {
    const text = write(report);
    promise(!CONTROL.test(text), `${format} holds no control characters`, () =>
      JSON.stringify(text.slice(Math.max(0, text.search(CONTROL) - 80)).slice(0, 160)),
    );
    promise(!HALF_CHARACTER.test(text), `${format} holds whole characters`);
  }
  for (const write of Object.values(PROGRAMS)) JSON.parse(write(report));
  for (const [format, text] of [
    ['junit', junit(report)],
    ['checkstyle', checkstyle(report)],
  ] as const) {
    promise(!NO_XML.test(text) && !HALF_CHARACTER.test(text), `${format} holds characters of XML alone`);
    const left = text.replace(/<[^<>"]*(?:"[^<"]*"[^<>"]*)*>/g, '');
    promise(!left.includes('<'), `the tags of ${format} are whole`, () =>
      left.slice(left.indexOf('<')).slice(0, 80),
    );
  }
  return new Set(findings.map(({ rule, related }) => `${rule} ${related.length}`));
}
