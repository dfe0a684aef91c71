import { compareForMail, type Comparison as MailComparison } from '../compare/mail-changes.ts';
import type { Model } from '../model/model.ts';

export interface Comparison extends MailComparison {
  readonly models: readonly [Model, Model];
  /** False if not all could be read or compared. */
  readonly complete: boolean;
}

/** Compares two configurations; `load` reads both, on request as main configurations. */
export function compare(load: (isMain: boolean) => [Model, Model]): Comparison {
  let models = load(false);
  // A configuration that is a main one on one side is a main one on both.
  if (models[0].kind !== models[1].kind) models = load(true);
  const [before, after] = models;
  const comparison = compareForMail(before, after);
  const complete = before.knows('includes') && after.knows('includes') && !comparison.isCut;
  return { ...comparison, models, complete };
}
