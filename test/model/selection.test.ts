import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/lint-texts.ts';

const VMTAS = ['a', 'b', 'c', 'd', 'e']
  .map((name) => `<virtual-mta ${name}>\n</virtual-mta>`)
  .concat('<virtual-mta-pool p>\nvirtual-mta D\nvirtual-mta e\nvirtual-mta gone\n</virtual-mta-pool>')
  .join('\n');

/** The VMTAs that can be chosen, in order, `{default}` among them. */
function selected(...text: readonly string[]): string[] {
  const { selection } = modelOf(`${VMTAS}\n${text.join('\n')}`);
  return [...(selection.default ? ['{default}'] : []), ...[...selection.vmtas].sort()];
}

function source(name: string, ...content: readonly string[]): string {
  return `<source ${name}>\n${content.join('\n')}\n</source>`;
}

describe('VMTAs that mail can go through', () => {
  it('is only {default} where nothing selects another one', () => {
    expect(selected()).toEqual(['{default}']);
    expect(selected(source('0/0', 'always-allow-relaying yes'))).toEqual(['{default}']);
  });

  it('is none where no source may relay, and mail is taken for relay domains alone', () => {
    const whole = `log-file /l\n<spool /s>\n</spool>\n`;
    const inbound = `${whole}relay-domain corp.example\n${source('0/0', 'allow-auth no')}`;
    expect(selected(inbound)).toEqual([]);
    expect(selected(`${inbound}\n${source('10/8', 'always-allow-relaying yes')}`)).toEqual(['{default}']);
    expect(selected(`${inbound}\n${source('{pickup}')}`)).toEqual(['{default}']);
    expect(selected(`${inbound}\n<smtp-user u>\nsource {auth}\n</smtp-user>\n${source('{auth}')}`)).toEqual([
      '{default}',
    ]);
    expect(selected(`${inbound}\n<transmissions-api>\n</transmissions-api>`)).toEqual(['{default}']);
    expect(selected(`${whole}relay-domain corp.example`)).toEqual(['{default}']);
    expect(selected(`relay-domain corp.example\n${source('0/0', 'allow-auth no')}`)).toEqual(['{default}']);
  });

  it('are those of sources, pattern lists, cold VMTAs and rerouting', () => {
    expect(selected(source('127.0.0.1', 'always-allow-relaying yes', 'default-virtual-mta A'))).toEqual([
      'a',
    ]);
    expect(
      selected(
        source('127.0.0.1', 'always-allow-relaying yes', 'default-virtual-mta a', 'pattern-list l'),
        '<pattern-list l>\nheader X-Stream /virtual-mta=e/ virtual-mta=b, recipient-priority=6\n</pattern-list>',
      ),
    ).toEqual(['a', 'b']);
    expect(selected('<virtual-mta x>\ncold-virtual-mta c\n</virtual-mta>')).toEqual(['{default}', 'c']);
    expect(selected('<domain x>\nbackoff-reroute-to-virtual-mta b\n</domain>')).toEqual(['{default}', 'b']);
  });

  it('are all members of a pool that is named, and no pool by being listed', () => {
    expect(selected(source('0/0', 'always-allow-relaying yes', 'default-virtual-mta P'))).toEqual([
      'd',
      'e',
      'gone',
    ]);
  });

  it('are all where a client that may relay chooses for itself', () => {
    const all = ['a', 'b', 'c', 'd', 'e'];
    expect(selected(source('10/8', 'always-allow-relaying yes', 'process-x-virtual-mta yes'))).toEqual([
      '{default}',
      ...all,
    ]);
    expect(selected(source('10/8', 'always-allow-relaying yes', 'allow-mailmerge true'))).toEqual([
      '{default}',
      ...all,
    ]);
    expect(selected(source('10/8', 'process-x-virtual-mta yes'))).toEqual(['{default}']);
    expect(
      selected(source('10/8', 'default-virtual-mta by-smtp-source-ip', 'always-allow-relaying yes')),
    ).toEqual(all);
  });

  it.each(['no', 'false', 'NO'])('pass over a source without service: smtp-service %s', (value) => {
    expect(
      selected(
        source('10/8', 'always-allow-relaying yes', 'process-x-virtual-mta yes', `smtp-service ${value}`),
      ),
    ).toEqual(['{default}']);
  });

  it('take in users that log in', () => {
    const auth = source('{auth}', 'process-x-virtual-mta yes', 'default-virtual-mta a');
    expect(selected(auth)).toEqual(['{default}', 'a']);
    expect(selected(auth, '<smtp-user u>\npassword s\n</smtp-user>')).toEqual(['a', 'b', 'c', 'd', 'e']);
    const named = source('customers', 'allow-mailmerge yes', 'default-virtual-mta a');
    expect(selected(named, '<smtp-user u>\npassword s\nsource Customers\n</smtp-user>')).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
  });

  it('take in files from the pickup folder, which need no leave to relay', () => {
    expect(selected(source('{pickup}', 'process-x-virtual-mta yes'))).toEqual([
      '{default}',
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
    expect(selected(source('{pickup}', 'default-virtual-mta a'))).toEqual(['a']);
  });

  it('are {default} and others where a pickup folder has no default VMTA', () => {
    const relay = source('127.0.0.1', 'always-allow-relaying yes', 'default-virtual-mta a');
    const pickup = 'pickup /var/spool/in /var/spool/bad';
    expect(selected(relay)).toEqual(['a']);
    expect(selected(relay, pickup)).toEqual(['{default}', 'a']);
    expect(selected(relay, 'Pickup "/var/my spool/in" /var/spool/bad')).toEqual(['{default}', 'a']);
    expect(selected(relay, pickup, source('{pickup}', 'default-virtual-mta b'))).toEqual(['a', 'b']);
    expect(selected(relay, pickup, source('0/0', 'default-virtual-mta b'))).toEqual(['a', 'b']);
    expect(selected(relay, 'pickup')).toEqual(['a']);
    expect(selected(relay, source('0/0', pickup))).toEqual(['a']);
  });

  it('are {default} and others where a source for the API has no default VMTA', () => {
    const relay = source('127.0.0.1', 'always-allow-relaying yes', 'default-virtual-mta a');
    const api = (...lines: string[]): string => source('10/8', 'always-allow-api-submission yes', ...lines);
    expect(selected(relay, api())).toEqual(['{default}', 'a']);
    expect(selected(relay, api('default-virtual-mta b'))).toEqual(['a', 'b']);
    expect(selected(relay, api('process-x-virtual-mta yes'))).toEqual(['{default}', 'a', 'b', 'c', 'd', 'e']);
    expect(selected(relay, api('smtp-service no'))).toEqual(['a']);
    expect(selected(relay, source('10/8', 'always-allow-api-submission no'))).toEqual(['a']);
  });

  it('keep {default} where a source names it', () => {
    expect(selected(source('0/0', 'always-allow-relaying yes', 'default-virtual-mta {Default}'))).toEqual([
      '{default}',
    ]);
  });

  it('include what a source of a listener sets for clients that may relay by their address', () => {
    const named = (content: string): string[] =>
      selected(
        'smtp-listener 1.2.3.4:25 source=Mine',
        source('mine', content),
        source('10/8', 'always-allow-relaying yes'),
      );
    expect(named('process-x-virtual-mta yes')).toEqual(['{default}', 'a', 'b', 'c', 'd', 'e']);
    expect(named('process-x-virtual-mta yes\nalways-allow-relaying no')).toEqual(['{default}']);
    expect(
      selected(source('mine', 'process-x-virtual-mta yes'), source('10/8', 'always-allow-relaying yes')),
    ).toEqual(['{default}']);
  });
});
