import { foldName } from '../../catalog/decisions.ts';
import { findSection } from '../../catalog/sections.ts';
import { parseRange } from '../../catalog/values/address.ts';
import type { SectionUse } from '../source/content.ts';
import { domainPatternKey } from './domain-index.ts';

/** Text that is equal for arguments of sections of one kind that mean the same; '' for none. */
export function argumentKey({ kind, argument }: Pick<SectionUse, 'kind' | 'argument'>): string {
  const text = argument ?? '';
  switch (findSection(kind)?.argument.form) {
    case 'domain-pattern':
      return domainPatternKey(text);
    case 'ip-or-cidr-or-name': {
      // 0/0 and 0.0.0.0/0 are one source.
      const range = parseRange(text);
      return range === undefined ? foldName(text) : `${range.version} ${range.first}/${range.prefix}`;
    }
    case 'path':
      return text.replace(/(?<=.)[/\\]$/, '');
    case 'name':
      // The names of users are known outside PowerMTA, where their case may count.
      return kind === 'smtp-user' ? text : foldName(text);
    case 'ip:port':
      return text.toLowerCase();
    default:
      return text;
  }
}
