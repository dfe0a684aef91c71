import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lint } from '../../../src/suppressions/lint.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import type { FileSystem } from '../../../src/model/source/file-system.ts';
import { loadModel } from '../../../src/model/load.ts';
import { SourceFiles } from '../../../src/model/source/source-file.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { memoryFileSystem } from '../../../test/support/memory-file-system.ts';

function findingsIn(texts: Texts | string): readonly Finding[] {
  return lintTexts(texts, [rule]).findings;
}

function findingsOn(system: FileSystem): readonly Finding[] {
  const files = new SourceFiles(system);
  const model = loadModel(files.read('/etc/pmta/config'), files, { version: '5.0' });
  return lint([model], [rule], settingsFor({ preset: 'strict' })).findings;
}

describe('include-not-found', () => {
  it.each([
    ['missing.conf', 'error', "'missing.conf' does not exist, looked for from the folder of this file; "],
    ['/etc/pmta/missing.conf', 'error', "'/etc/pmta/missing.conf' does not exist; "],
    ['there.conf/x', 'error', "'there.conf/x' does not exist, "],
    ['parts', 'error', "'parts' is not a file; name a file, or all files of a folder with a wildcard"],
    ['"my parts/*.conf"', 'info', "'my parts/*.conf' matches no file, "],
    ['/opt/pmta/x.conf', 'info', "'/opt/pmta/x.conf' lies outside this configuration"],
    ['/opt/pmta/*.conf', 'info', "'/opt/pmta/*.conf' leads outside this configuration"],
    ['../x.conf', 'warning', "'../x.conf' leads out of the folder of this configuration"],
    ['../x/*.conf', 'warning', "'../x/*.conf' leads out of the folder of this configuration"],
  ])('reports %s', (path, severity, beginning) => {
    const texts = { config: `\n  include ${path} # why\n`, 'there.conf': '', 'parts/a.txt': '' };
    const findings = findingsIn(texts);
    expect(findings).toMatchObject([{ severity, start: 3, end: 10, fix: null }]);
    expect(findings[0]?.message.slice(0, beginning.length)).toBe(beginning);
  });

  it.each([
    'there.conf',
    './there.conf',
    '/etc/pmta/there.conf',
    'parts/*.conf',
    'http://config.example/pmta',
    'https://config.example:8443/pmta',
    '{{ folder }}/x.conf',
    '$folder/x.conf',
    '<%= @folder %>/x.conf',
    '',
    '"unterminated',
  ])('says nothing of %j', (path) => {
    expect(findingsIn({ config: `include ${path}\n`, 'there.conf': '', 'parts/a.conf': '' })).toEqual([]);
  });

  it('looks for relative paths beside the file that includes, and beside the main configuration', () => {
    expect(findingsIn({ config: 'include a/a\n', 'a/a': 'include b\n', 'a/b': '' })).toEqual([]);
    expect(findingsIn({ config: 'include a/a\n', 'a/a': 'include b\n', b: '' })).toEqual([]);
    const texts = { config: 'include a/a\n', 'a/a': 'include p/*\n', 'p/b': 'include p/c\n', 'p/c': '' };
    expect(findingsIn(texts)).toEqual([]);
    const findings = findingsIn({ config: 'include a/a\n', 'a/a': 'include b\n', 'c/b': '' });
    expect(findings).toMatchObject([{ path: '/etc/pmta/a/a', severity: 'error' }]);
    expect(findings[0]?.message).toContain('this file and from that of the main configuration; ');
  });

  it('reports a file that nobody may read, and which one of a wildcard', () => {
    const system = memoryFileSystem({
      '/etc/pmta/config': 'include a.conf\ninclude *.conf\n',
      '/etc/pmta/a.conf': 'log-rotate 5\n',
      '/etc/pmta/b.conf': '',
    });
    const refusing: FileSystem = {
      ...system,
      read(path) {
        if (path === '/etc/pmta/a.conf') throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
        return system.read(path);
      },
    };
    const findings = findingsOn(refusing);
    expect(findings.map(({ severity }) => severity)).toEqual(['error', 'error']);
    expect(findings[0]?.message).toContain("'a.conf' cannot be read; ");
    expect(findings[1]?.message).toContain("'*.conf' matches 'a.conf', which cannot be read; ");
  });

  it('reports a broken include once, also in a file that is included twice', () => {
    expect(findingsIn({ config: 'include x\ninclude x\n', x: 'include missing\n' })).toHaveLength(1);
  });

  describe('loops', () => {
    it('are reported at their first line, the others beside it', () => {
      const texts = {
        config: 'include a\n',
        a: '# a\ninclude b\n',
        b: '# b\n\ninclude c\n',
        c: 'include a\n',
      };
      const [finding, ...others] = findingsIn(texts);
      expect(others).toEqual([]);
      expect(finding).toMatchObject({ path: '/etc/pmta/a', start: 4, severity: 'error' });
      expect(finding?.related.map(({ path, start }) => [path, start])).toEqual([
        ['/etc/pmta/b', 5],
        ['/etc/pmta/c', 0],
      ]);
    });

    it('of a file with itself, also by a wildcard', () => {
      expect(findingsIn('include config\n')).toMatchObject([{ start: 0, related: [] }]);
      expect(findingsIn({ config: 'include *.conf\n', 'a.conf': 'include *.conf\n' })).toMatchObject([
        { path: '/etc/pmta/a.conf' },
      ]);
    });

    it('are one finding however they are reached', () => {
      const texts = {
        config: 'include x\ninclude y\n',
        x: 'include a\n',
        y: 'include a\n',
        a: 'include b\n',
        b: 'include a\n',
      };
      expect(findingsIn(texts)).toHaveLength(1);
    });
  });

  it('follows 20 includes inside each other and reports the next', () => {
    const chain = (length: number): Texts =>
      Object.fromEntries(
        Array.from({ length: length + 1 }, (_, n) => [
          n === 0 ? 'config' : `f${n}`,
          n === length ? '' : `include f${n + 1}\n`,
        ]),
      );
    expect(findingsIn(chain(20))).toEqual([]);
    expect(findingsIn(chain(21))).toMatchObject([{ path: '/etc/pmta/f20', severity: 'error' }]);
  });
});
