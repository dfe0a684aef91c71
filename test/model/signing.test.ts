import { describe, expect, it } from 'vitest';
import { SigningKeys } from '../../rules/authentication/_shared/signing.ts';
import { modelOf } from '../support/lint-texts.ts';

const KEY = 'domain-key k1,example.com,/etc/pmta/k1.pem';

function reached(text: string): (string | null)[] {
  const keys = new SigningKeys(modelOf(text));
  return [null, 'a', 'b'].filter((vmta) => keys.reach(vmta));
}

const VMTAS = '<virtual-mta a>\n</virtual-mta>\n<virtual-mta b>\n</virtual-mta>\n';

describe('the DKIM keys of a VMTA', () => {
  it('are global ones, lists of keys, and keys that come with messages', () => {
    expect(reached(VMTAS)).toEqual([]);
    expect(reached(`${VMTAS}${KEY}\n`)).toEqual([null, 'a', 'b']);
    expect(reached(`${VMTAS}<domain-key-list l>\n${KEY}\n</domain-key-list>\n`)).toEqual([null, 'a', 'b']);
    const source = (value: string): string => `<source 10.0.0.1>\nprocess-x-dkim-key ${value}\n</source>\n`;
    expect(reached(VMTAS + source('yes'))).toEqual([null, 'a', 'b']);
    expect(reached(VMTAS + source('no'))).toEqual([]);
  });

  it('are its own and those of its pool, in any case', () => {
    expect(reached(`<virtual-mta A>\n${KEY}\n</virtual-mta>\n`)).toEqual(['a']);
    expect(reached(`${VMTAS}<virtual-mta-pool p>\nvirtual-mta B\n${KEY}\n</virtual-mta-pool>\n`)).toEqual([
      'b',
    ]);
    expect(reached(`<virtual-mta {default}>\n${KEY}\n</virtual-mta>\n`)).toEqual([null]);
  });

  it('are assumed where a key is a level too deep', () => {
    expect(reached(`<virtual-mta a>\n<domain *>\n${KEY}\n</domain>\n</virtual-mta>\n`)).toEqual(['a']);
  });

  it.each(['$dkim', '{{ dkim }}', '<%= dkim %>', '{% include "keys" %}'])(
    'are assumed where %s replaces lines',
    (line) => {
      expect(reached(`<virtual-mta a>\n${line}\n</virtual-mta>\n<virtual-mta b>\n</virtual-mta>\n`)).toEqual([
        'a',
      ]);
    },
  );
});
