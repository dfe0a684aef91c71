import {
  destinationOf,
  type DomainLine,
  domainLines,
  editsOf,
  extentOfLine,
  extentWords,
  type Model,
  Plan,
  quote,
  type Rule,
  type RuleFix,
  secondsOfInterval,
} from '../../kit.ts';
import { firstInterval } from '../../../src/edits/provider-figures.ts';

const INTERVALS = [
  {
    directive: 'retry-after',
    option: 'min',
    harm: 'a provider that defers mail counts every early try, and goes on to slow down or block a sender who keeps knocking',
  },
  {
    directive: 'backoff-retry-after',
    option: 'minBackoff',
    harm: 'the provider has just asked for less, and every try within minutes makes its block last longer',
  },
] as const;

/** A list of intervals whose first ones are raised, so that none is shorter than another before it. */
function raised(list: string, least: string): string {
  const seconds = secondsOfInterval(least) ?? 0;
  let isFirst = true;
  return list
    .split(',')
    .map((item) => {
      isFirst &&= (secondsOfInterval(item.trim()) ?? seconds) < seconds;
      return isFirst ? item.replace(item.trim(), least) : item;
    })
    .join(',');
}

function fixFor(model: Model, directive: string, { use, value }: DomainLine, least: string): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const plan = new Plan(model);
  plan.set(use.section, directive, raised(value, least));
  return {
    safety: 'safe',
    title: `raise ${directive} to ${least}`,
    edits: editsOf(plan, use),
  };
}

export const rule: Rule = {
  id: 'retry-too-fast',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'deferred mail is tried again within seconds, or within minutes while in backoff',
  options: {
    min: { type: 'interval', default: '1m', summary: 'the shortest first interval of retry-after' },
    minBackoff: {
      type: 'interval',
      default: '5m',
      summary: 'the shortest first interval of backoff-retry-after',
    },
  },
  requires: ['retry-after', 'backoff-retry-after'],
  check({ model, optionsIn, report }) {
    for (const { directive, option, harm } of INTERVALS) {
      for (const line of domainLines(model, directive)) {
        const { use, value, blocks } = line;
        const options = optionsIn(use.file);
        const least = String(options.valueOf(option));
        const first = firstInterval(value);
        if (first === undefined || first >= options.seconds(option)) continue;
        if (blocks.every((block) => destinationOf(model, block) !== 'others')) continue;
        report({
          location: { file: use.file, range: use.nameRange },
          message: `${quote(`${directive} ${value}`)} tries again after less than ${least}; ${harm}${extentWords(extentOfLine(model, line))}`,
          fix: () => fixFor(model, directive, line, least),
        });
      }
    }
  },
};
