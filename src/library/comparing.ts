import { compareForMail } from '../compare/mail-changes.ts';
import type { Model } from '../model/model.ts';
import { compareReport } from '../report/commands/comparison-json.ts';
import type { CompareReport } from '../report/shapes.ts';
import type { Configuration, ReadingOptions } from './options.ts';
import { loadOne, loadOptionsIn, placeOf, settingsIn } from './reading.ts';

/** What changes for mail from one configuration to another. */
export async function compare(
  before: Configuration,
  after: Configuration,
  options: ReadingOptions,
): Promise<CompareReport> {
  const [old, now] = [placeOf(before, options), placeOf(after, options)];
  // What is asked is what the new one will do.
  const inForce = await settingsIn(now, options);
  const load = (isMain: boolean): [Model, Model] => [
    loadOne(old, { ...loadOptionsIn(old, inForce, options), isMain }),
    loadOne(now, { ...loadOptionsIn(now, inForce, options), isMain }),
  ];
  let models = load(false);
  // What one side shows to be a main configuration is one on the other side too.
  if (models[0].kind !== models[1].kind) models = load(true);
  const [was, is] = models;
  const { changes, isCut } = compareForMail(was, is);
  return compareReport(changes, was.complete && is.complete && !isCut, now.shown);
}
