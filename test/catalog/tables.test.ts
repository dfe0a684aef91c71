import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRecordType, hasField, recordTypes } from '../../src/catalog/accounting.ts';
import {
  directiveNames,
  directives,
  findDirective,
  requiredDirectives,
  secretNames,
} from '../../src/catalog/directives.ts';
import {
  findGenuine,
  findInvented,
  inventedNames,
  outdatedSpelling,
  wrongUses,
} from '../../src/catalog/invented.ts';
import * as notes from '../../src/catalog/notes.ts';
import { providers } from '../../src/catalog/providers.ts';
import { replies } from '../../src/catalog/replies.ts';
import {
  findSection,
  isReservedName,
  mayHold,
  needsArgument,
  patternActions,
  predefinedCategories,
  sectionNames,
  sections,
} from '../../src/catalog/sections.ts';
import { parseValue } from '../../src/catalog/values.ts';

describe('the table of directives', () => {
  it('finds a directive by its name in any case, the same object each time', () => {
    const found = findDirective('max-smtp-out');
    expect(found?.name).toBe('max-smtp-out');
    expect(findDirective('Max-SMTP-Out')).toBe(found);
    expect(directives()).toContain(found);
    expect(directiveNames()).toEqual(directives().map(({ name }) => name));
  });

  it('finds members of arguments and of one scope too', () => {
    const mentioning = (member: string) =>
      directives().filter((directive) => JSON.stringify(directive).includes(`"${member}":`));
    expect(requiredDirectives()).toEqual(mentioning('required'));
    expect(secretNames()).toEqual(mentioning('sensitive').map(({ name }) => name));
  });

  it('has as many directives as its file has records', () => {
    const path = resolve(import.meta.dirname, '../../src/catalog/data/directives.json');
    const rows = JSON.parse(readFileSync(path, 'utf8')) as { name: string }[];
    expect(directives()).toEqual(rows);
  });
});

describe('sections', () => {
  it('has 30, found in any case', () => {
    expect(sections()).toHaveLength(30);
    expect(findSection('Virtual-MTA')?.name).toBe('virtual-mta');
    expect(findSection('vmta')).toBeUndefined();
    expect(sectionNames()).toContain('mx-rollup-list');
  });

  it('gives which section may contain which', () => {
    expect(mayHold('virtual-mta', 'domain')).toBe(true);
    expect(mayHold('global', 'Domain')).toBe(true);
    expect(mayHold('domain', 'virtual-mta')).toBe(false);
    expect(mayHold('pattern-list', 'pattern-list')).toBe(true);
    expect(mayHold('global', 'nothing')).toBe(false);
    for (const { name, parents, childSections = [] } of sections()) {
      for (const child of childSections) expect(mayHold(name, child), `${name} ${child}`).toBe(true);
      for (const parent of parents)
        expect(parent === 'global' || findSection(parent) !== undefined).toBe(true);
    }
  });

  it('gives where a name is needed', () => {
    const list = findSection('address-list');
    expect(list && needsArgument(list, 'global')).toBe(true);
    expect(list && needsArgument(list, 'bounce-processor')).toBe(false);
    const dns = findSection('dns');
    expect(dns && needsArgument(dns, 'global')).toBe(false);
  });

  it('names what PowerMTA defines itself', () => {
    expect(isReservedName('{Pickup}')).toBe(true);
    expect(isReservedName('{default}')).toBe(true);
    expect(isReservedName('{pmta-auth}')).toBe(false);
    expect(predefinedCategories()).toContain('quota-issues');
    expect(predefinedCategories()).toHaveLength(18);
    expect(patternActions().map(({ name }) => name)).toEqual([
      'mode', 'backoff-to-normal-after', 'skip-mx', 'bounce-queue', 'bounce-rcpt', 'disable-source-ip', 'reenable-after',
      'defer-queue',
    ]); // prettier-ignore
  });
});

describe('invented names', () => {
  it('has 115, none of which is a real directive', () => {
    expect(inventedNames()).toHaveLength(115);
    for (const { name, kind, meant } of inventedNames()) {
      const real = kind === 'directive' ? findDirective(name) : findSection(name);
      expect(real, `${kind} ${name}`).toBeUndefined();
      if (meant !== undefined) expect(findDirective(meant) ?? findSection(meant), name).toBeDefined();
    }
  });

  it('distinguishes a directive from a section of the same name', () => {
    expect(findInvented('VMTA', 'directive')?.note).toContain('virtual-mta-pool');
    expect(findInvented('vmta', 'section')?.meant).toBe('virtual-mta');
    expect(findInvented('max-msg-rate', 'directive')).toBeUndefined();
    expect(findInvented('limits', 'section')).toMatchObject({ kind: 'section' });
  });

  it('has the real ones that look invented', () => {
    expect(findGenuine('sync-msg-update')?.note).toContain('wide use');
    expect(outdatedSpelling('421-means-mx-unavailable')).toMatchObject({
      meant: 'smtp-421-means-mx-unavailable',
      sameValue: true,
      severity: 'warning',
    });
    expect(outdatedSpelling('dk-sign')).toBeUndefined();
  });

  it('refuses the wrong uses that are wrong values', () => {
    const values = wrongUses().filter(({ rule }) => rule === 'invalid-value');
    expect(values).toHaveLength(5);
    for (const { name, value, scope } of values) {
      const found = findDirective(name);
      expect(found && parseValue(found, scope, value).ok, `${name} ${value}`).toBe(false);
    }
  });

  it('gives the sections of a wrong use', () => {
    expect(wrongUses()).toHaveLength(16);
    for (const { scope, name } of wrongUses())
      expect(scope === 'global' || findSection(scope) !== undefined, `${name} in ${scope}`).toBe(true);
  });
});

describe('accounting records', () => {
  it('has eight types by short and long name', () => {
    expect(recordTypes().map(({ type }) => type)).toEqual(['d', 'b', 't', 'tq', 'r', 'rb', 'rs', 'f']);
    expect(findRecordType('Transient-Queue')?.type).toBe('tq');
    expect(findRecordType('fbl')).toBeUndefined();
  });

  it('has their fields', () => {
    const delivery = findRecordType('d');
    const report = findRecordType('f');
    expect(delivery && hasField(delivery, 'ENVID')).toBe(true);
    expect(delivery && hasField(delivery, 'header_X-Job')).toBe(true);
    expect(delivery && hasField(delivery, 'arf_From')).toBe(false);
    expect(report && hasField(report, 'arf_From')).toBe(true);
  });
});

describe('notes', () => {
  it('exist for each record of the tables', () => {
    for (const { name } of directives()) expect(notes.notesOfDirective(name)?.summary, name).toMatch(/\S/);
    for (const { name } of sections()) expect(notes.notesOfSection(name), name).toBeDefined();
    for (const { id } of providers()) expect(notes.notesOfProvider(id), id).toBeDefined();
    for (const { id } of replies()) expect(notes.notesOfReply(id), id).toBeDefined();
  });

  it('name sources that can be looked up', () => {
    for (const { id } of replies()) {
      for (const source of notes.notesOfReply(id)?.sources ?? [])
        expect(notes.findSource(source), source).toBeDefined();
    }
    for (const { id } of providers()) {
      const { limits = {}, sources = [] } = notes.notesOfProvider(id) ?? {};
      const figures = Object.values(limits).flatMap(({ figures: each = [] }) =>
        each.map(({ source }) => source),
      );
      for (const source of [...figures, ...sources])
        expect(notes.findSource(source), `${id} ${source}`).toBeDefined();
    }
  });

  it('rest on the guide or a named publication only', () => {
    const all = [
      ...directives().map(({ name }) => notes.notesOfDirective(name)),
      ...sections().map(({ name }) => notes.notesOfSection(name)),
    ];
    const evidence = all.flatMap((each) => each?.evidence ?? []);
    expect(evidence.filter((text) => !/^(?:guide20(?:19|20) |github:[\w.-]+\/[\w.-]+$)/.test(text))).toEqual(
      [],
    );
  });
});
