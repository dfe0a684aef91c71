import type { Model, SourceFile } from '../../kit.ts';

/** The files of the shipped defaults, which the user's files are meant to override. */
export function shippedFiles(model: Model): ReadonlySet<SourceFile> {
  const shipped = new Set<SourceFile>(model.defaults === null ? [] : [model.defaults]);
  for (const { use, files } of model.includes)
    if (shipped.has(use.file)) for (const file of files) shipped.add(file);
  return shipped;
}
