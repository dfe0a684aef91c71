import type { Line } from '../../compare/change.ts';
import type { MailChange, ShownValues } from '../../compare/mail-changes.ts';
import { jsonText } from '../json-text.ts';
import type { PathWriter } from '../../base/paths.ts';
import { linePlace } from '../places.ts';
import type { CompareReport, LinePlace } from '../shapes.ts';

const FORMAT_VERSION = 1;

function joined(change: MailChange, side: 'before' | 'after'): string | null {
  const { values, section, names } = change;
  const [only] = values;
  if (section === null) return only?.[side] ?? null;
  if (values.length === 0) {
    const isThere = side === 'before' ? change.old !== null : change.new !== null;
    return isThere ? section.replace('>', `${names.length === 0 ? '' : ` ${names.join(', ')}`}>`) : null;
  }
  const set = values.filter((value) => value[side] !== null);
  const text = (value: ShownValues): string => `${value.directive} ${value[side] ?? ''}`;
  return set.length === 0 ? null : set.map(text).join('; ');
}

export function compareReport(
  changes: readonly MailChange[],
  complete: boolean,
  shown: PathWriter,
): CompareReport {
  const placeOf = (line: Line | null): LinePlace | null => line && linePlace(line, shown);
  return {
    version: FORMAT_VERSION,
    ...(complete ? {} : { complete }),
    mail: changes.length > 0,
    changes: changes.map((change) => {
      const { subject, domains, vmta, vmtas, names, section, values, risk, count } = change;
      const [domain, ...otherDomains] = domains;
      const [name, ...otherNames] = names;
      const directive = section === null ? values[0]?.directive : undefined;
      return {
        subject,
        ...(domain === undefined || otherDomains.length > 0 ? {} : { domain }),
        ...(vmta === null || vmtas > 1 ? {} : { vmta }),
        ...(name === undefined || otherNames.length > 0 ? {} : { name }),
        ...(directive === undefined || directive === '' ? {} : { directive }),
        before: joined(change, 'before'),
        after: joined(change, 'after'),
        risk,
        count,
        old: placeOf(change.old),
        new: placeOf(change.new),
      };
    }),
  };
}

/** The comparison as JSON, version 1: two spaces of indent, valid UTF-8, a newline at the end. */
export function comparisonJson(...comparison: Parameters<typeof compareReport>): string {
  return jsonText(compareReport(...comparison));
}
