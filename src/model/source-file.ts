import { decode, type Encoding } from '../../grammar/encoding.ts';
import { LineTable } from '../../grammar/lines.ts';
import { parse } from '../../grammar/parse.ts';
import type { Range } from '../../grammar/range.ts';
import type { Document } from '../../grammar/tree.ts';
import type { FileSystem } from './file-system.ts';

/** One file of a configuration: its bytes, what they mean as text, and the tree. */
export class SourceFile {
  readonly text: string;
  readonly encoding: Encoding;
  #document: Document | undefined;
  #lines: LineTable | undefined;

  /**
   * @param path Absolute path by which the file was reached; findings name it.
   * @param realPath The same with symbolic links resolved: what tells files apart.
   */
  constructor(
    readonly path: string,
    readonly realPath: string,
    readonly bytes: Uint8Array,
  ) {
    const { text, encoding } = decode(bytes);
    this.text = text;
    this.encoding = encoding;
  }

  get document(): Document {
    this.#document ??= parse(this.text);
    return this.#document;
  }

  get lines(): LineTable {
    this.#lines ??= new LineTable(this.text);
    return this.#lines;
  }

  slice(range: Range): string {
    return this.text.slice(range.start, range.end);
  }
}

/** Files that were read, each once, whatever path led to it. */
export class SourceFiles {
  readonly #byRealPath = new Map<string, SourceFile>();

  constructor(readonly system: FileSystem) {}

  /** The file at an absolute path. Throws an error with a `code` as the file system does. */
  read(path: string): SourceFile {
    const same = this.#byRealPath.get(path);
    if (same !== undefined) return same;
    const realPath = this.system.realPath(path);
    const known = this.#byRealPath.get(realPath);
    if (known !== undefined) return known;
    const file = new SourceFile(path, realPath, this.system.read(realPath));
    this.#byRealPath.set(realPath, file);
    return file;
  }

  /** A text that does not come from the disk (standard input, an editor), kept under an absolute path. */
  add(path: string, bytes: Uint8Array): SourceFile {
    const file = new SourceFile(path, path, bytes);
    this.#byRealPath.set(path, file);
    return file;
  }

  /** The same files, some with other contents: how things would be after an edit. Nothing is written. */
  with(changed: ReadonlyMap<SourceFile, Uint8Array>): SourceFiles {
    const files = new SourceFiles(this.system);
    for (const [realPath, file] of this.#byRealPath) {
      const bytes = changed.get(file);
      files.#byRealPath.set(
        realPath,
        bytes === undefined ? file : new SourceFile(file.path, realPath, bytes),
      );
    }
    return files;
  }
}
