import { expect, it } from 'vitest';
import { lowersSomething, mayBeSlower, PaceReader, surelyFaster } from '../../src/model/queues/pace.ts';
import { modelOf } from '../support/lint-texts.ts';

const reader = new PaceReader();

function paceOf(settings: Record<string, string>): ReturnType<PaceReader['read']> {
  return reader.read((directive) => settings[directive] ?? null);
}

const fasterIn = (settings: Record<string, string>, countsDefault = true): string[] =>
  surelyFaster(paceOf(settings), countsDefault).map(({ normal }) => normal);

it('compares rates by what they let through in the long run', () => {
  expect(fasterIn({ 'max-msg-rate': '35/h', 'backoff-max-msg-rate': '1/m' })).toEqual(['max-msg-rate']);
  expect(fasterIn({ 'max-msg-rate': '1/5s', 'backoff-max-msg-rate': '720/h' })).toEqual([]);
  expect(fasterIn({ 'max-data-volume-rate': '1G/d', 'backoff-max-data-volume-rate': '1M/m' })).toEqual([
    'max-data-volume-rate',
  ]);
});

it('reads 0 and unlimited as no limit of a rate, and 0 connections as unknown', () => {
  for (const none of ['0', 'unlimited']) {
    expect(fasterIn({ 'max-msg-rate': '35/h', 'backoff-max-msg-rate': none })).toEqual(['max-msg-rate']);
    expect(fasterIn({ 'max-msg-rate': none, 'backoff-max-msg-rate': '1000/s' })).toEqual([]);
  }
  expect(fasterIn({ 'max-smtp-out': '5', 'backoff-max-smtp-out': '0' })).toEqual([]);
  expect(mayBeSlower(paceOf({ 'max-smtp-out': '5', 'backoff-max-smtp-out': '0' }))).toBe(true);
});

it('counts a default only for connections in backoff', () => {
  expect(fasterIn({ 'max-smtp-out': '5' })).toEqual(['max-smtp-out']);
  expect(fasterIn({ 'max-smtp-out': '5' }, false)).toEqual([]);
  expect(fasterIn({ 'backoff-max-smtp-out': '50', 'backoff-retry-after': '1s' })).toEqual([]);
  expect(mayBeSlower(paceOf({}))).toBe(false);
  expect(mayBeSlower(paceOf({ 'max-smtp-out': '21' }))).toBe(true);
});

it('sees an effect in fewer messages at once, and none in the time between attempts', () => {
  const lowers = (...settings: string[]): boolean =>
    lowersSomething(modelOf(`<domain a.com>\n${settings.join('\n')}\n</domain>\n`).queue('a.com', null));
  expect(lowers('max-msg-rate 60/h', 'backoff-max-msg-rate 1/m')).toBe(true);
  expect(lowers('max-msg-rate 1/m', 'backoff-max-msg-rate 60/h')).toBe(false);
  expect(lowers('retry-after 10m', 'backoff-retry-after 4h')).toBe(false);
});

it('distinguishes a value that a line sets from a default', () => {
  const queue = modelOf('<domain *>\nmax-smtp-out 7\n</domain>\n').queue('a.com', null);
  expect([queue.written('max-smtp-out'), queue.written('retry-after')]).toEqual(['7', null]);
  expect([queue.use('max-smtp-out')?.section.argument, queue.use('retry-after')]).toEqual(['*', null]);
  expect(queue.value('retry-after')).toBe('10m');
});
