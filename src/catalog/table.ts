/**
 * Postpones `make` to the first call and remembers its result: a table that a run does not need is never parsed.
 * An error is not remembered.
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/**
 * A table whose records are found by a key that each text of a record begins with (`{"name":"…"`). A record is parsed when
 * it is asked for: of a catalog of hundreds a run needs some dozens.
 */
export class RecordTable<Row> {
  readonly #parsed = new Map<string, Row>();
  readonly #texts: () => ReadonlyMap<string, string>;
  readonly #all = once(() => [...this.#texts().keys()].map((key) => this.#read(key)));

  /**
   * @param text A JSON array with one record a line.
   * @param key The name of the member that each record begins with; its values are lower case and unique.
   */
  constructor(text: string, key: string) {
    this.#texts = once(() => {
      const start = new RegExp(`^\\{"${key}": ?"([^"]*)"`);
      const texts = new Map<string, string>();
      for (const line of text.split('\n')) {
        const name = start.exec(line)?.[1];
        if (name !== undefined) texts.set(name, line.endsWith(',') ? line.slice(0, -1) : line);
      }
      return texts;
    });
  }

  #read(key: string): Row {
    let row = this.#parsed.get(key);
    if (row === undefined) {
      row = JSON.parse(this.#texts().get(key) ?? '') as Row;
      this.#parsed.set(key, row);
    }
    return row;
  }

  /** The keys of all records, in order. */
  get keys(): Iterable<string> {
    return this.#texts().keys();
  }

  /** The record of that key, written in lower case; the same object each time. */
  find(key: string): Row | undefined {
    return this.#texts().has(key) ? this.#read(key) : undefined;
  }

  /** All records in order. */
  all(): readonly Row[] {
    return this.#all();
  }

  /** The records in whose text that member stands, on whatever level, in order. */
  *mentioning(member: string): Generator<Row> {
    const written = `"${member}":`;
    for (const [key, text] of this.#texts()) {
      if (text.includes(written)) yield this.#read(key);
    }
  }
}

/** An index of a table by lower-case key. The first record of a key wins. */
export function indexBy<Row>(
  rows: () => readonly Row[],
  key: (row: Row) => string,
): () => ReadonlyMap<string, Row> {
  return once(() => {
    const index = new Map<string, Row>();
    for (const row of rows()) {
      const word = key(row).toLowerCase();
      if (!index.has(word)) index.set(word, row);
    }
    return index;
  });
}
