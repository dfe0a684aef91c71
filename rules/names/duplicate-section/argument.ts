import { foldName, type SectionUse } from '../../kit.ts';
import { parseRange } from '../../../src/catalog/values/address.ts';
import { domainPatternKey } from '../../../src/model/scopes/domain-index.ts';

/** Text that is equal for sections of one scope that speak of the same thing. */
export function subjectOf({ kind, argument, facts }: SectionUse): string {
  if (argument === null) return kind;
  return `${kind} ${argumentKey(facts?.argument.form, kind, argument)}`;
}

function argumentKey(form: string | undefined, kind: string, argument: string): string {
  switch (form) {
    case 'domain-pattern':
      return domainPatternKey(argument);
    case 'ip-or-cidr-or-name': {
      // 0/0 and 0.0.0.0/0 are one source.
      const range = parseRange(argument);
      return range === undefined ? foldName(argument) : `${range.version} ${range.first}/${range.prefix}`;
    }
    case 'path':
      return argument.replace(/(?<=.)[/\\]$/, '');
    case 'name':
      // The names of users are known outside PowerMTA, where their case may count.
      return kind === 'smtp-user' ? argument : foldName(argument);
    case 'ip:port':
      return argument.toLowerCase();
    default:
      return argument;
  }
}

/** Whether two sections of one subject are written with names that only their case tells apart. */
export function differInCase({ facts, argument }: SectionUse, other: SectionUse): boolean {
  const form = facts?.argument.form;
  if (form !== 'name' && form !== 'ip-or-cidr-or-name') return false;
  return argument !== other.argument && argument?.toLowerCase() === other.argument?.toLowerCase();
}
