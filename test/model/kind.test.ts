import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/lint-texts.ts';
import { effectiveLines } from './effective-lines.ts';

const SIGNS = [
  'log-file /l',
  'smtp-listener 0/0:25',
  'run-as-root no',
  'http-mgmt-port 8080',
  'host-name m.example',
  'postmaster p@m.example',
  'total-max-smtp-out 1200',
] as const;

describe('a main configuration', () => {
  it.each(['spool /s', '<spool /s>\n</spool>', '<Spool /s>\n</Spool>'])(
    'is one with log-file and %j',
    (spool) => {
      expect(modelOf(`log-file /l\n${spool}`).kind).toBe('main');
      expect(modelOf(spool).kind).toBe('fragment');
    },
  );

  it('is one with any three signs, a spool among them, and not with two', () => {
    for (const one of SIGNS) {
      for (const other of SIGNS) {
        if (one === other) continue;
        expect(modelOf(`${one}\n${other}`).kind, `${one}, ${other}`).toBe('fragment');
        for (const third of SIGNS) {
          const three = new Set([one, other, third]);
          expect(modelOf([...three].join('\n')).kind, [...three].join()).toBe(
            three.size === 3 ? 'main' : 'fragment',
          );
        }
        if (one !== 'log-file /l' && other !== 'log-file /l') {
          expect(modelOf(`${one}\nspool /s\n${other}`).kind).toBe('main');
        }
      }
    }
  });

  it('counts a sign once, however often it appears, and also as a section', () => {
    expect(modelOf('host-name a\nhost-name b\nhost-name c\nhost-name d').kind).toBe('fragment');
    expect(modelOf('<smtp-listener 0/0:25>\n</smtp-listener>\nhost-name a\npostmaster p@a').kind).toBe(
      'main',
    );
  });

  it('counts signs of included files, and none inside other sections', () => {
    const texts = {
      config: 'include a.conf\ninclude b.conf',
      'a.conf': 'log-file /l',
      'b.conf': '<spool /s>\n</spool>',
    };
    expect(modelOf(texts).kind).toBe('main');
    expect(modelOf('<virtual-mta v>\nhost-name a\n</virtual-mta>\npostmaster p@a\nrun-as-root no').kind).toBe(
      'fragment',
    );
  });

  it('is what the caller calls one, unless a scope is given', () => {
    expect(modelOf('max-smtp-out 1', { isMain: true })).toMatchObject({ kind: 'main', topScope: 'global' });
    expect(modelOf('log-file /l\nspool /s', { scope: 'domain' })).toMatchObject({
      kind: 'fragment',
      topScope: 'domain',
    });
  });

  it('is complete only if every include was read', () => {
    expect(modelOf('log-file /l\nspool /s').completeness).toBe('lines');
    expect(modelOf('log-file /l\nspool /s\ninclude gone.conf')).toMatchObject({
      completeness: 'partial',
    });
    expect(modelOf('log-file /l\nspool /s\ninclude http://x.example/c')).toMatchObject({
      completeness: 'partial',
    });
    expect(modelOf('host-name a')).toMatchObject({ completeness: 'includes' });
  });
});

describe('the scope of a fragment', () => {
  it.each([
    ['max-smtp-out 1', 'domain'],
    ['# nothing', 'global'],
    ['include other.conf', 'global'],
    ['no-such-name 1', 'global'],
    ['max-msg-rate 1/h\nalways-allow-relaying yes', 'domain'],
    ['always-allow-relaying yes\nprocess-x-job yes', 'source'],
    ['always-allow-relaying yes\nprocess-x-job yes\nmax-msg-rate 1/h', 'source'],
    ['smtp-source-host 192.0.2.1 m.example', 'virtual-mta'],
    ['log-commands yes', 'domain'],
    ['domain-macro a b.c', 'global'],
    ['domain-macro a b.c\nmax-msg-rate 1/h\nretry-after 1m', 'domain'],
    ['reply /x/ mode=backoff', 'smtp-pattern-list'],
    ['/quota/ x\n// other\n/full/ x', 'bounce-category-patterns'],
    ['/var/log/x y\nmax-msg-rate 1/h\nretry-after 1m', 'domain'],
    ['// max-msg-rate 1/h\nretry-after 1m', 'domain'],
    ['<domain x>\nmax-msg-rate 1/h\nretry-after 1m\n</domain>\nprocess-x-job yes', 'source'],
  ])('%j is %s', (text, scope) => {
    const model = modelOf({ config: text, 'other.conf': '' });
    expect(model).toMatchObject({ kind: 'fragment', topScope: scope, topScopeIsGiven: false });
    expect(model.root.scope).toBe(scope);
  });

  it('is the one that is given', () => {
    const model = modelOf('log-commands yes', { scope: 'source' });
    expect(model).toMatchObject({ topScope: 'source', topScopeIsGiven: true });
    expect(model.root.directives[0]?.facts?.scopes).toContain('source');
  });

  it('decides which facts of a directive count', () => {
    const text = 'max-rcpt-per-message 5';
    expect(modelOf(text, { scope: 'domain' }).root.directives[0]?.facts?.default).toBe('1000');
    expect(modelOf(text, { scope: 'source' }).root.directives[0]?.facts?.default).toBe('0');
  });
});

describe('config-defaults', () => {
  const main = 'log-file /l\nspool /s\n';

  it('is read before a main configuration and named as such', () => {
    const model = modelOf({
      config: `${main}max-smtp-out 1`,
      'config-defaults': 'host-name d\n<domain x>\n</domain>',
    });
    expect(model.defaults?.path).toBe('/etc/pmta/config-defaults');
    expect(model.files.map((file) => file.path)).toEqual(['/etc/pmta/config']);
    expect(model.root.directives.map((use) => use.name)).toEqual([
      'host-name',
      'log-file',
      'spool',
      'max-smtp-out',
    ]);
    expect(model.sections.map((section) => section.isDefault)).toEqual([true]);
  });

  it('keeps what it includes out of the files of the user', () => {
    const model = modelOf({
      config: main,
      'config-defaults': 'include more.conf',
      'more.conf': '<domain *>\nmax-smtp-out 3\n</domain>',
    });
    expect(model.files.map((file) => file.path)).toEqual(['/etc/pmta/config']);
    expect(effectiveLines(model, 'x.com', null, 'max-smtp-out')).toEqual([
      '3 at more.conf:2 global <domain *>',
    ]);
  });

  it('is not read for a fragment, where it is included by name, and where it is the file itself', () => {
    expect(modelOf({ config: 'host-name a', 'config-defaults': 'postmaster p@a' }).defaults).toBeNull();
    const included = modelOf({ config: `${main}include config-defaults`, 'config-defaults': 'host-name d' });
    expect(included.defaults).toBeNull();
    expect(included.named('host-name')).toHaveLength(1);
  });

  it('can be another file, and need not exist', () => {
    const texts = { config: main, 'shipped.conf': '<domain *>\nmax-smtp-out 3\n</domain>' };
    const model = modelOf(texts, { configDefaults: '/etc/pmta/shipped.conf' });
    expect(effectiveLines(model, 'x.com', null, 'max-smtp-out')).toEqual([
      '3 at shipped.conf:2 global <domain *>',
    ]);
    expect(modelOf(texts, { configDefaults: '/etc/pmta/none' })).toMatchObject({
      kind: 'main',
      completeness: 'lines',
      defaults: null,
    });
  });
});

describe('a file that is included in several scopes', () => {
  it('is read in each of them', () => {
    const model = modelOf(
      {
        config:
          '<domain x>\ninclude p.conf\n</domain>\n<source 0/0>\ninclude p.conf\n</source>\ninclude p.conf',
        'p.conf': 'log-commands yes',
      },
      { isMain: true },
    );
    const uses = model.named('log-commands');
    expect(uses.map((use) => use.section.scope)).toEqual(['domain', 'source', 'global']);
    expect(new Set(uses.map((use) => use.line)).size).toBe(1);
    expect(uses.map((use) => use.order)).toEqual([...uses.map((use) => use.order)].sort((a, b) => a - b));
    expect(model.files).toHaveLength(2);
  });

  it('is listed with the others in the order of reading', () => {
    const wild = modelOf({
      config: 'include ?.conf',
      'a.conf': 'include sub/z.conf',
      'b.conf': '',
      'sub/z.conf': '',
    });
    expect(wild.files.map((file) => file.path.slice('/etc/pmta/'.length))).toEqual([
      'config',
      'a.conf',
      'sub/z.conf',
      'b.conf',
    ]);
  });
});
