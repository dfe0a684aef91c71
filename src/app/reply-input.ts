import { CsvError, parse } from 'csv-parse';
import { findRecordType, recordTypes } from '../catalog/accounting.ts';
import type { GivenReply } from '../replies/coverage.ts';
import { readReply, replyInDiagnostic } from '../replies/smtp-reply.ts';
import type { LineReader } from './reply-file.ts';
import { UsageError } from '../base/usage-error.ts';

/** Lines and records that are not refusals. */
export class LeftOut {
  /** Deliveries. */
  accepted = 0;
  /** Records of other kinds: receipts, bounces that came back as mail, complaints. */
  otherRecords = 0;
  /** Bounces and deferrals without a server's reply (expired mail, no connection); lines that are not replies. */
  withoutReply = 0;
  /** Records with more or fewer fields than their header, and the line of the first one. */
  misshapen = 0;
  firstMisshapen = 0;
}

/** The domain and VMTA of replies for which the file does not say them. */
export interface Fallback {
  readonly domain: string | null;
  readonly vmta: string | null;
}

/** A reader of the replies in a file; `kind` is null before anything was read. */
export interface ReplyReader extends LineReader {
  readonly kind: 'accounting' | 'lines' | null;
  readonly leftOut: LeftOut;
  end(): Promise<void>;
}

const LONGEST_RECORD = 2 ** 20;

/** Whether a line is the header of an accounting file: fields by name, `type` before the others. */
function isHeader(line: string): boolean {
  const fields = line.split(',').map((field) =>
    field
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase(),
  );
  if (fields.includes('dsndiag')) return true;
  const known = new Set(recordTypes().flatMap((type) => type.fields.map((field) => field.toLowerCase())));
  return fields[0] === 'type' && fields.slice(1).some((field) => known.has(field));
}

/** The columns of an accounting file that are read: name → index. */
type Columns = ReadonlyMap<string, number>;

function columnsOf(fields: readonly string[], name: string, line: number, { domain }: Fallback): Columns {
  const columns = new Map(fields.map((field, index) => [field.trim().toLowerCase(), index]));
  if (!columns.has('dsndiag')) {
    throw new UsageError(
      `--file '${name}': the header in line ${line} has no column dsnDiag, which holds the replies; record-fields of the acct-file decides which columns there are`,
    );
  }
  if (!columns.has('queue') && !columns.has('rcpt') && domain === null) {
    throw new UsageError(
      `--file '${name}': the header in line ${line} has neither a column queue nor rcpt; give the domain, as in pmta-lint reply gmail.com --file '${name}'`,
    );
  }
  return columns;
}

function domainOf(mailbox: string): string | null {
  if (!mailbox.includes('@')) return null;
  const domain = mailbox.slice(mailbox.lastIndexOf('@') + 1).replace(/[>.]+$/, '');
  return domain === '' ? null : domain.toLowerCase();
}

/** The domain of a queue, null for none, and its VMTA, '' for none. */
function splitQueue(queue: string): [string | null, string] {
  const [, domain = '', vmta = ''] = /^(.*?)(?:\/([^/]*))?$/s.exec(queue) ?? [];
  return [domain === '' ? null : domain.toLowerCase(), vmta];
}

class AccountingReader implements ReplyReader {
  readonly kind = 'accounting';
  readonly leftOut = new LeftOut();
  #columns: Columns | undefined;
  #width = 0;
  #failure: unknown;
  readonly #parser;

  constructor(
    readonly name: string,
    readonly fallback: Fallback,
    readonly accept: (given: GivenReply) => void,
  ) {
    this.#parser = parse({
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n'],
      max_record_size: LONGEST_RECORD,
      on_record: (record: readonly string[], { lines }) => {
        try {
          if (this.#failure === undefined) this.#record(record, lines);
        } catch (error) {
          this.#failure = error;
        }
        return null;
      },
    });
    this.#parser.on('error', (error) => (this.#failure ??= error));
    this.#parser.resume();
  }

  async read(block: string): Promise<void> {
    await new Promise((resolve) => {
      this.#parser.write(block, resolve);
    });
    this.#refuseFailure();
  }

  async end(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#parser.on('close', resolve);
      this.#parser.end();
    });
    this.#refuseFailure();
  }

  #refuseFailure(): void {
    const failure = this.#failure;
    if (failure === undefined) return;
    if (!(failure instanceof CsvError)) throw failure as Error;
    const line = Number((failure as unknown as { lines?: unknown }).lines ?? 0);
    const isOpen = failure.code === 'CSV_QUOTE_NOT_CLOSED' || failure.code === 'CSV_MAX_RECORD_SIZE';
    const problem = isOpen
      ? `a quote that is opened in line ${line} is never closed; if the file is still being written, take a copy that ends with a whole line`
      : `line ${line} is no CSV: ${failure.message}`;
    throw new UsageError(`--file '${this.name}': ${problem}`);
  }

  #record(record: readonly string[], line: number): void {
    const { leftOut } = this;
    const columns = this.#columns;
    if (columns === undefined || (record[0]?.toLowerCase() === 'type' && record.length > 1)) {
      this.#columns = columnsOf(record, this.name, line, this.fallback);
      this.#width = record.length;
      return;
    }
    if (record.length !== this.#width) {
      if (leftOut.misshapen++ === 0) leftOut.firstMisshapen = line;
      return;
    }
    const field = (name: string): string => record[columns.get(name) ?? -1]?.trim() ?? '';
    const type = findRecordType(field('type'))?.type;
    if (type === 'd') leftOut.accepted++;
    else if (type !== undefined && !['b', 't', 'tq'].includes(type)) leftOut.otherRecords++;
    else this.#refusal(field);
  }

  #refusal(field: (name: string) => string): void {
    const { leftOut, fallback } = this;
    const reply = replyInDiagnostic(field('dsndiag'));
    const [queueDomain, queueVmta] = splitQueue(field('queue'));
    const domain = domainOf(field('rcpt')) ?? (queueDomain === null ? fallback.domain : null);
    if (reply === null) leftOut.withoutReply++;
    else if (reply.code !== null && reply.code < 400) leftOut.accepted++;
    else if (domain === null && queueDomain === null) leftOut.withoutReply++;
    else {
      const vmta = [queueVmta, field('vmta')].find((name) => name !== '') ?? fallback.vmta;
      this.accept({ reply, domain, queueDomain, vmta });
    }
  }
}

class LinesReader implements ReplyReader {
  readonly kind = 'lines';
  readonly leftOut = new LeftOut();
  #hasReplies = false;

  constructor(
    readonly name: string,
    readonly fallback: Fallback,
    readonly accept: (given: GivenReply) => void,
  ) {
    if (fallback.domain === null) {
      throw new UsageError(
        `--file '${name}' holds replies and not where they were given; give the domain, as in pmta-lint reply gmail.com --file '${name}'`,
      );
    }
  }

  read(block: string): void {
    for (const line of block.split(/\r?\n/)) {
      if (line.trim() === '') continue;
      const reply = readReply(line);
      // Every reply begins with a code.
      if (reply.code === null) {
        this.leftOut.withoutReply++;
        continue;
      }
      this.#hasReplies = true;
      if (reply.code < 400) this.leftOut.accepted++;
      else this.accept({ reply, ...this.fallback, queueDomain: null });
    }
  }

  end(): Promise<void> {
    if (this.#hasReplies) return Promise.resolve();
    throw new UsageError(
      `--file '${this.name}': no line begins with the code of a reply, as in 421 4.7.0 …; an accounting file begins with a header that names its columns, dsnDiag among them`,
    );
  }
}

/** A reader for an accounting file if the file begins with the header of one, else for one reply a line. */
export function replyReader(
  name: string,
  fallback: Fallback,
  accept: (given: GivenReply) => void,
): ReplyReader {
  let reader: ReplyReader | undefined;
  return {
    get kind() {
      return reader?.kind ?? null;
    },
    get leftOut() {
      return reader?.leftOut ?? new LeftOut();
    },
    async read(block, firstLine) {
      if (reader === undefined) {
        if (block.trim() === '') return;
        const [first = ''] = block.trimStart().split(/\r?\n/, 1);
        const Reader = isHeader(first) ? AccountingReader : LinesReader;
        reader = new Reader(name, fallback, accept);
      }
      await reader.read(block, firstLine);
    },
    async end() {
      await reader?.end();
    },
  };
}
