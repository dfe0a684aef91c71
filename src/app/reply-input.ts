import { CsvError, parse } from 'csv-parse';
import { findRecordType, recordTypes } from '../catalog/accounting.ts';
import type { GivenReply } from '../replies/coverage.ts';
import { readReply, replyInDiagnostic } from '../replies/smtp-reply.ts';
import type { LineTaker } from './reply-file.ts';
import { UsageError } from '../base/usage-error.ts';

/** What stands in a file beside refusals. */
export interface LeftOut {
  /** Deliveries. */
  accepted: number;
  /** Records of other kinds: receipts, bounces that came back as mail, complaints. */
  otherRecords: number;
  /** Bounces and deferrals that no server gave a reply for (expired mail, no connection); lines that are no replies. */
  withoutReply: number;
  /** Records with more or fewer fields than their header; the line of the first one. */
  misshapen: number;
  firstMisshapen: number;
}

/** The domain and VMTA of replies whose place the file does not say. */
export interface Fallback {
  readonly domain: string | null;
  readonly vmta: string | null;
}

type Take = (given: GivenReply) => void;

/** A file of replies, read as what it is. */
export interface ReplyReader extends LineTaker {
  /** `accounting` or `lines`; null before anything was read. */
  readonly kind: 'accounting' | 'lines' | null;
  readonly leftOut: LeftOut;
  end(): Promise<void>;
}

const LONGEST_RECORD = 2 ** 20;

function fieldsOf(line: string): string[] {
  return line.split(',').map((field) =>
    field
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase(),
  );
}

/** Whether a line is the header of an accounting file: fields by name, `type` before the others. */
function isHeader(line: string): boolean {
  const fields = fieldsOf(line);
  if (fields.includes('dsndiag')) return true;
  const known = new Set(recordTypes().flatMap((type) => type.fields.map((field) => field.toLowerCase())));
  return fields[0] === 'type' && fields.slice(1).some((field) => known.has(field));
}

/** The columns that matter, by their place in a record; -1 for those that are not there. */
interface Columns {
  readonly count: number;
  readonly type: number;
  readonly diagnostic: number;
  readonly queue: number;
  readonly rcpt: number;
  readonly vmta: number;
}

function columnsOf(fields: readonly string[], name: string, line: number, fallback: Fallback): Columns {
  const places = new Map(fields.map((field, index) => [field.trim().toLowerCase(), index]));
  const at = (field: string): number => places.get(field) ?? -1;
  const columns = {
    count: fields.length,
    type: at('type'),
    diagnostic: at('dsndiag'),
    queue: at('queue'),
    rcpt: at('rcpt'),
    vmta: at('vmta'),
  };
  if (columns.diagnostic === -1) {
    throw new UsageError(
      `--file '${name}': the header in line ${line} has no column dsnDiag, which holds the replies; record-fields of the acct-file decides which columns there are`,
    );
  }
  if (columns.queue === -1 && columns.rcpt === -1 && fallback.domain === null) {
    throw new UsageError(
      `--file '${name}': the header in line ${line} has neither a column queue nor rcpt; give the domain, as in pmta-lint reply gmail.com --file '${name}'`,
    );
  }
  return columns;
}

function domainOf(address: string): string | null {
  const domain = address
    .slice(address.lastIndexOf('@') + 1)
    .toLowerCase()
    .replace(/[>.]+$/, '');
  return domain === '' || !address.includes('@') ? null : domain;
}

class AccountingReader implements ReplyReader {
  readonly kind = 'accounting';
  readonly leftOut: LeftOut = {
    accepted: 0,
    otherRecords: 0,
    withoutReply: 0,
    misshapen: 0,
    firstMisshapen: 0,
  };
  #columns: Columns | undefined;
  #failure: Error | undefined;
  readonly #parser;

  constructor(
    readonly name: string,
    readonly fallback: Fallback,
    readonly accept: Take,
  ) {
    this.#parser = parse({
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n'],
      max_record_size: LONGEST_RECORD,
      on_record: (record: readonly string[], { lines }) => {
        if (this.#failure !== undefined) return null;
        try {
          this.#record(record, lines);
        } catch (error) {
          this.#failure = error instanceof Error ? error : new Error(String(error));
        }
        return null;
      },
    });
    this.#parser.on('error', (error) => (this.#failure ??= error));
    this.#parser.resume();
  }

  async take(block: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#parser.write(block, () => {
        resolve();
      });
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
    if (!(failure instanceof CsvError)) throw failure;
    const line = Number((failure as unknown as { lines?: unknown }).lines ?? 0);
    const isOpen = failure.code === 'CSV_QUOTE_NOT_CLOSED' || failure.code === 'CSV_MAX_RECORD_SIZE';
    throw new UsageError(
      isOpen
        ? `--file '${this.name}': a quote that is opened in line ${line} is never closed; if the file is still being written, take a copy that ends with a whole line`
        : `--file '${this.name}': line ${line} is no CSV: ${failure.message}`,
    );
  }

  #record(record: readonly string[], line: number): void {
    if (this.#columns === undefined || (record[0]?.toLowerCase() === 'type' && record.length > 1)) {
      this.#columns = columnsOf(record, this.name, line, this.fallback);
      return;
    }
    const { leftOut } = this;
    const columns = this.#columns;
    if (record.length !== columns.count) {
      leftOut.misshapen++;
      if (leftOut.firstMisshapen === 0) leftOut.firstMisshapen = line;
      return;
    }
    const field = (index: number): string => (index === -1 ? '' : (record[index] ?? '').trim());
    const type = findRecordType(field(columns.type))?.type;
    if (type === 'd') leftOut.accepted++;
    else if (type !== undefined && !['b', 't', 'tq'].includes(type)) leftOut.otherRecords++;
    else
      this.#refusal(
        field(columns.diagnostic),
        field(columns.queue),
        field(columns.rcpt),
        field(columns.vmta),
      );
  }

  #refusal(diagnostic: string, queue: string, rcpt: string, vmta: string): void {
    const { leftOut, fallback } = this;
    const reply = replyInDiagnostic(diagnostic);
    if (reply === null) leftOut.withoutReply++;
    else if (reply.code !== null && reply.code < 400) leftOut.accepted++;
    else {
      const slash = queue.lastIndexOf('/');
      const queueDomain = (slash === -1 ? queue : queue.slice(0, slash)).toLowerCase();
      const ofQueue = slash === -1 ? '' : queue.slice(slash + 1);
      const domain = domainOf(rcpt) ?? (queueDomain === '' ? fallback.domain : null);
      if (domain === null && queueDomain === '') {
        leftOut.withoutReply++;
        return;
      }
      this.accept({
        reply,
        domain,
        queueDomain: queueDomain === '' ? null : queueDomain,
        vmta: [ofQueue, vmta].find((name) => name !== '') ?? fallback.vmta,
      });
    }
  }
}

class LinesReader implements ReplyReader {
  readonly kind = 'lines';
  #hasReplies = false;
  readonly leftOut: LeftOut = {
    accepted: 0,
    otherRecords: 0,
    withoutReply: 0,
    misshapen: 0,
    firstMisshapen: 0,
  };

  constructor(
    readonly name: string,
    readonly fallback: Fallback,
    readonly accept: Take,
  ) {
    if (fallback.domain === null) {
      throw new UsageError(
        `--file '${name}' holds replies and not where they were given; give the domain, as in pmta-lint reply gmail.com --file '${name}'`,
      );
    }
  }

  take(block: string): void {
    const { domain, vmta } = this.fallback;
    for (const line of block.split(/\r?\n/)) {
      if (line.trim() === '') continue;
      const reply = readReply(line);
      // Every reply begins with a code; what does not is no reply, and the file perhaps none of replies.
      if (reply.code === null) this.leftOut.withoutReply++;
      else {
        this.#hasReplies = true;
        if (reply.code < 400) this.leftOut.accepted++;
        else this.accept({ reply, domain, queueDomain: null, vmta });
      }
    }
  }

  end(): Promise<void> {
    if (!this.#hasReplies) {
      throw new UsageError(
        `--file '${this.name}': no line begins with the code of a reply, as in 421 4.7.0 …; an accounting file begins with a header that names its columns, dsnDiag among them`,
      );
    }
    return Promise.resolve();
  }
}

/** A reader for a file that is an accounting file if it begins with the header of one, else has a reply in each line. */
export function replyReader(name: string, fallback: Fallback, accept: Take): ReplyReader {
  let reader: ReplyReader | undefined;
  return {
    get kind() {
      return reader?.kind ?? null;
    },
    get leftOut() {
      return (
        reader?.leftOut ?? { accepted: 0, otherRecords: 0, withoutReply: 0, misshapen: 0, firstMisshapen: 0 }
      );
    },
    async take(block, firstLine) {
      if (reader === undefined) {
        if (block.trim() === '') return;
        const [first = ''] = block.trimStart().split(/\r?\n/, 1);
        const Reader = isHeader(first) ? AccountingReader : LinesReader;
        reader = new Reader(name, fallback, accept);
      }
      await reader.take(block, firstLine);
    },
    async end() {
      await reader?.end();
    },
  };
}
