import { count, domainBlocks, firstInterval, namedQueueOf, quote, secondsOfInterval } from '../../kit.ts';
import type { Model, Queue, SectionUse } from '../../kit.ts';
import type { Setting } from '../../../src/model/scopes/queue.ts';
import { deliversBySmtp } from './delivery.ts';

/** A queue of a block that sets when mail is tried again or bounces, with both settings. */
export interface RetryQueue {
  readonly block: SectionUse;
  readonly queue: Queue;
  readonly bounce: Setting;
  /** Seconds until mail bounces. */
  readonly end: number;
  readonly retry: Setting;
  /** Seconds until mail is tried again. */
  readonly first: number;
}

/** The queues of `<domain>` blocks, without those whose settings cannot be read. */
export function retryQueues(model: Model): RetryQueue[] {
  return domainBlocks(model).flatMap((block) => {
    const uses = block.settings;
    const isSet = uses.has('bounce-after') || uses.has('retry-after');
    const queue = isSet && deliversBySmtp(model, block) ? namedQueueOf(model, block) : null;
    if (queue === null) return [];
    const [bounce, retry] = [queue.setting('bounce-after'), queue.setting('retry-after')];
    const [end, first] = [secondsOfInterval(bounce.value ?? ''), firstInterval(retry.value)];
    return end === undefined || first === undefined ? [] : [{ block, queue, bounce, end, retry, first }];
  });
}

/** A setting as data of a message. */
export interface SettingData extends Pick<Setting, 'directive' | 'value'> {
  readonly isDefault: boolean;
}

export function dataOf({ directive, value, uses }: Setting): SettingData {
  return { directive, value, isDefault: uses.length === 0 };
}

/** `'retry-after 10m'`, or `retry-after, by default 10m`. */
export function settingText({ directive, value, isDefault }: SettingData): string {
  return isDefault ? `${directive}, by default ${value ?? ''}` : quote(`${directive} ${value ?? ''}`);
}

/** The queues in which a line conflicts with another setting, as data of a message. */
export interface ConflictData {
  /** Of the line. */
  readonly value: string;
  readonly other: SettingData;
  /** The block of the first queue; null for the block of the line itself. */
  readonly block: string | null;
  readonly moreBlocks: number;
}

/** `('bounce-after 2h') of <domain a.example> and 2 more blocks`. */
export function conflictText({ other, block, moreBlocks }: ConflictData): string {
  const where = block === null ? '' : ` of <domain ${block}>`;
  return `(${settingText(other)})${where}${moreBlocks > 0 ? ` and ${count(moreBlocks, 'more block')}` : ''}`;
}
