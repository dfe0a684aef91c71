import { decode, type Encoding } from '../../../grammar/encoding.ts';
import { LineTable } from '../../../grammar/lines.ts';
import { parse } from '../../../grammar/parse.ts';
import type { Range } from '../../../grammar/range.ts';
import type { Document } from '../../../grammar/tree.ts';
import { correctTags } from '../recovery/repaired-tags.ts';
import type { LookalikeCorrection } from '../recovery/repair.ts';
import type { DecodedText } from '../recovery/decoded-text.ts';
import { isPlain } from '../recovery/lookalikes.ts';
import { MAX_FILE_SIZE } from '../../catalog/decisions.ts';
import type { FileStatus, FileSystem } from './file-system.ts';

/** One file of a configuration: its bytes, what they mean as text, and the tree. */
export class SourceFile implements DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
  #isPlain: boolean | undefined;
  #read: ReturnType<typeof correctTags> | undefined;
  #lines: LineTable | undefined;

  /** `path`: absolute, as shown in findings. `realPath`: links resolved, identifies the file. */
  constructor(
    readonly path: string,
    readonly realPath: string,
    readonly bytes: Uint8Array,
    private readonly parseText = parse,
  ) {
    const { text, encoding } = decode(bytes);
    this.text = text;
    this.encoding = encoding;
  }

  /** The tree; tags read as they are meant (see `correctedTags`). */
  get document(): Document {
    return this.#tree.document;
  }

  /** What is wrong with tags that hold look-alikes of the characters of the language. */
  get correctedTags(): readonly LookalikeCorrection[] {
    return this.#tree.corrections;
  }

  get #tree(): ReturnType<typeof correctTags> {
    return (this.#read ??= correctTags(this, this.parseText(this.text)));
  }

  /** Whether every character is ASCII. */
  get isPlain(): boolean {
    return (this.#isPlain ??= isPlain(this.text));
  }

  get lines(): LineTable {
    return (this.#lines ??= new LineTable(this.text));
  }

  slice(range: Range): string {
    return this.text.slice(range.start, range.end);
  }
}

/** A range of a file. */
export interface Location {
  readonly file: SourceFile;
  readonly range: Range;
}

/** Fails for what must not be read: a pipe or a device would never end, a file of that size is not a configuration. */
function refuseUnreadable(path: string, { kind, size }: FileStatus): void {
  const refuse = (code: string, what: string): never => {
    throw Object.assign(new Error(`${code}: ${what}, '${path}'`), { code });
  };
  if (kind === 'folder') refuse('EISDIR', 'is a folder');
  if (kind === 'other') refuse('EINVAL', 'is no regular file');
  if (size > MAX_FILE_SIZE) refuse('EFBIG', 'is too large');
}

/** Files that were read, each once, whatever path led to it. */
export class SourceFiles {
  /** By real path; a text that was added also by the path it was added under. */
  readonly #byRealPath = new Map<string, SourceFile>();

  /** @param parseText Parses each file, once, when its tree is asked for. */
  constructor(
    readonly system: FileSystem,
    private readonly parseText = parse,
  ) {}

  /**
   * The file at an absolute path. Throws an error with a `code`, also for folders, devices and files that are too
   * large.
   */
  read(path: string): SourceFile {
    const same = this.#byRealPath.get(path);
    if (same !== undefined) return same;
    const realPath = this.system.realPath(path);
    const known = this.#byRealPath.get(realPath);
    if (known !== undefined) return known;
    refuseUnreadable(path, this.system.status(realPath));
    const file = new SourceFile(path, realPath, this.system.read(realPath), this.parseText);
    this.#byRealPath.set(realPath, file);
    return file;
  }

  /** Puts a text (standard input, an editor) in place of the file at an absolute path. */
  add(path: string, bytes: Uint8Array): SourceFile {
    const realPath = this.#realPathOrName(path);
    const file = new SourceFile(path, realPath, bytes, this.parseText);
    this.#byRealPath.set(realPath, file);
    this.#byRealPath.set(path, file);
    return file;
  }

  #realPathOrName(path: string): string {
    try {
      return this.system.realPath(path);
    } catch {
      return path;
    }
  }

  /** The same files, some with other contents: how things would be after an edit. Nothing is written. */
  with(changed: ReadonlyMap<SourceFile, Uint8Array>): SourceFiles {
    const files = new SourceFiles(this.system, this.parseText);
    const replaced = new Map<SourceFile, SourceFile>();
    for (const [file, bytes] of changed)
      replaced.set(file, new SourceFile(file.path, file.realPath, bytes, this.parseText));
    for (const [path, file] of this.#byRealPath) files.#byRealPath.set(path, replaced.get(file) ?? file);
    return files;
  }
}
