/** Initial capacity: small, since a configuration may have a hundred thousand small files. */
const FIRST_ROOM = 16;

/** Start offsets and kinds of all tokens of a text, in order; a token ends where the next one starts. */
export class TokenTable {
  #kinds = new Uint8Array(FIRST_ROOM);
  #starts = new Uint32Array(FIRST_ROOM);
  #count = 0;
  #end = 0;

  get count(): number {
    return this.#count;
  }

  /** Adds a token that starts where the one before it ended and is `length` units long. */
  add(kind: number, length: number): void {
    if (this.#count === this.#kinds.length) {
      const [kinds, starts] = [this.#kinds, this.#starts];
      this.#kinds = new Uint8Array(kinds.length * 2);
      this.#kinds.set(kinds);
      this.#starts = new Uint32Array(starts.length * 2);
      this.#starts.set(starts);
    }
    this.#kinds[this.#count] = kind;
    this.#starts[this.#count++] = this.#end;
    this.#end += length;
  }

  kind(index: number): number {
    return this.#kinds[index] ?? 0;
  }

  start(index: number): number {
    return index < this.#count ? (this.#starts[index] ?? this.#end) : this.#end;
  }

  end(index: number): number {
    return this.start(index + 1);
  }
}
