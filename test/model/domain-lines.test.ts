import { describe, expect, it } from 'vitest';
import { destinationOf, domainLines, extentOfLine } from '../../src/model/queues/domain-lines.ts';
import { modelOf, type Texts } from '../support/lint-texts.ts';

/** `value × blocks` of each line that sets bounce-after. */
function lines(texts: Texts | string): string[] {
  return domainLines(modelOf(texts), 'bounce-after').map(
    ({ value, blocks }) => `${value} x ${blocks.length}`,
  );
}

describe('the lines that set a directive in <domain>', () => {
  it('are those that are not undone in the same block', () => {
    const text =
      '<domain a.example>\nbounce-after 1d\nbounce-after 2d\n</domain>\n<domain b.example>\nbounce-after 3d\n</domain>\n';
    expect(lines(text)).toEqual(['2d x 1', '3d x 1']);
  });

  it('are one for all blocks that include them', () => {
    const block = (name: string): string => `<domain ${name}>\ninclude common\n</domain>\n`;
    expect(lines({ config: block('a.example') + block('b.example'), common: 'bounce-after 1d\n' })).toEqual([
      '1d x 2',
    ]);
  });

  it('are also those of a fragment that belongs into a block', () => {
    expect(lines('bounce-after 1d\nmax-smtp-out 5\n')).toEqual(['1d x 1']);
  });

  it('are counted by the names of their tags and by the VMTAs around them', () => {
    const text = [
      'domain-macro m a.example, b.example',
      '<virtual-mta-pool p>',
      'virtual-mta v1',
      'virtual-mta v2',
      'virtual-mta v3',
      '<domain $m>',
      'bounce-after 1d',
      '</domain>',
      '</virtual-mta-pool>',
      '<domain *>',
      'bounce-after 2d',
      '</domain>',
    ].join('\n');
    const model = modelOf(text);
    expect(domainLines(model, 'bounce-after').map((line) => extentOfLine(model, line))).toEqual([
      { domains: 2, vmtas: 3 },
      { domains: 1, vmtas: 1 },
    ]);
  });
});

describe('where the mail of a block goes', () => {
  function destination(...own: string[]): string {
    const model = modelOf(
      `<domain *>\ntype smtp\n</domain>\n<domain a.example>\n${own.join('\n')}\n</domain>\n`,
    );
    const block = model.sectionsOf('domain')[1];
    if (block === undefined) throw new Error('no block');
    return destinationOf(model, block);
  }

  it.each([
    ['others', 'max-smtp-out 5'],
    ['others', 'smtp-hosts mx.example.net'],
    ['others', 'smtp-hosts [192.0.2.1]:25'],
    ['others', 'smtp-hosts lookup-mx:gmail.com'],
    ['own-hosts', 'smtp-hosts [10.0.0.1]:25;[::1]'],
    ['own-hosts', 'route [127.0.0.1]:25'],
    ['not-smtp', 'type pipe'],
    ['other-queue', 'queue-to b.queue'],
  ])('is %s for %s', (expected, line) => {
    expect(destination(line)).toBe(expected);
  });
});
