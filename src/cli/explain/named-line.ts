/** A line of a file; `path` as it was given. */
export interface NamedLine {
  readonly path: string;
  readonly line: number;
}

/** Reads `FILE:LINE` or `FILE:LINE:COLUMN`; undefined for any other text. */
export function readLine(text: string): NamedLine | undefined {
  const [, path, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(text) ?? [];
  return path === undefined ? undefined : { path, line: Number(line) };
}
