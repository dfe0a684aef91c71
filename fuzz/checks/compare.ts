import { decode, encode } from '../../grammar/encoding.ts';
import { compareForMail, type MailChange } from '../../src/compare/mail-changes.ts';
import type { Model } from '../../src/model/model.ts';
import { bytesOf, MAIN, type ByteTexts, type Input } from '../input.ts';
import { mutated } from '../mutations.ts';
import { Random } from '../random.ts';
import { relaid } from '../relaid.ts';
import { modelOf } from './loaded.ts';
import { promise, type Seen } from './promise.ts';

function shown(change: MailChange | undefined): string {
  if (change === undefined) return '';
  const { subject, kind, domains, names, section, values } = change;
  return JSON.stringify({ subject, kind, domains, names, section, values });
}

function nothingDiffers(before: Model, after: Model, between: string): void {
  const [change] = compareForMail(before, after).changes;
  promise(change === undefined, `nothing differs between a configuration and ${between}`, () =>
    shown(change),
  );
}

function withOtherLayout(files: ByteTexts, random: Random): ByteTexts {
  return Object.fromEntries(
    Object.entries(files).map(([name, written]) => {
      const { text, encoding } = decode(bytesOf(written));
      return [name, Buffer.from(encode(relaid(text, random), encoding)).toString('latin1')];
    }),
  );
}

/** Comparing: nothing differs from itself and from another layout, and there and back the same settings differ. */
export function check({ files, draw }: Input): Seen {
  const random = new Random(draw);
  const model = modelOf(files);
  nothingDiffers(model, modelOf(files), 'itself');
  nothingDiffers(model, modelOf(withOtherLayout(files, random)), 'itself in another layout');
  const text = files[MAIN] ?? '';
  const other = modelOf({ ...files, [MAIN]: mutated(text, random, text) });
  const [there, back] = [compareForMail(model, other), compareForMail(other, model)];
  promise(
    there.changes.length > 0 === back.changes.length > 0,
    'what differs one way differs the other way',
    () => shown(there.changes[0] ?? back.changes[0]),
  );
  const changes = [...there.changes, ...back.changes];
  return new Set(
    changes.map(({ subject, kind, values }) =>
      `${subject} ${kind} ${values[0]?.directive ?? ''}`.slice(0, 60),
    ),
  );
}
