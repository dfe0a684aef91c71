import {
  count,
  type DirectiveUse,
  type Location,
  providerQueuesOf,
  quote,
  type Rule,
  type SectionUse,
} from '../../kit.ts';
import { lowerForAll } from '../../../src/edits/lower-limit.ts';
import { excessesOf, isOwnRelay, OPTIONS, type Excess } from './excess.ts';

/** One line, or one `<domain *>` without it, and for whom it is too much. */
interface Place extends Excess {
  readonly at: Location;
  /** Null for the default. */
  readonly use: DirectiveUse | null;
  readonly section: SectionUse;
  readonly value: string | null;
  /** How many VMTAs have it. */
  vmtas: number;
}

function messageOf({ directive, reason, use, value, vmtas }: Place): string {
  const what =
    use === null
      ? `${directive} is not set and its default of ${value ?? ''}`
      : quote(`${directive} ${value ?? ''}`);
  const lack = reason === 'no-rate' ? ' with neither max-msg-rate nor max-msg-per-connection beside it' : '';
  const extent = vmtas > 1 ? `, in ${count(vmtas, 'VMTA')}` : '';
  return `${what} in <domain *>${lack} is in effect no limit for every domain without a block of its own${extent}: a small mail server that gets all of a mailing at once defers or blocks the sender`;
}

export const rule: Rule = {
  id: 'unlimited-default',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'no limits worth the name for domains without a block of their own',
  options: OPTIONS,
  check({ model, optionsIn, report }) {
    if (!model.complete) return;
    const queues = providerQueuesOf(model);
    const knowsAll = model.completeness !== 'partial';
    const views = queues.views.map((view) => ({ rest: queues.rest(view), vmtas: view.vmtas.length }));
    // Where no VMTA can be selected yet, as in a template, the global blocks are what there is.
    const rests = views.length > 0 ? views : [{ rest: queues.globalQueue('name.invalid'), vmtas: 0 }];
    if (knowsAll && views.length > 0 && rests.every(({ rest }) => rest.levels.length === 0)) {
      report({
        location: { file: model.main, range: model.root.tagRange },
        severity: 'info',
        message: `there is no <domain *>: domains without a block of their own get PowerMTA's defaults, 20 connections and no max-msg-rate, unless a config-defaults elsewhere says otherwise`,
      });
    }
    const places = new Map<string, Place>();
    for (const { rest, vmtas } of rests) {
      const section = rest.block;
      if (section === undefined || isOwnRelay(rest)) continue;
      for (const excess of excessesOf(rest, optionsIn(section.file), knowsAll)) {
        const use = rest.use(excess.directive);
        if (use === null && !knowsAll) continue;
        const at: Location =
          use === null
            ? { file: section.file, range: section.tagRange }
            : { file: use.file, range: use.nameRange };
        const key = `${at.range.start} ${excess.directive} ${at.file.path}`;
        const place = places.get(key) ?? {
          ...excess,
          at,
          use,
          section,
          value: rest.value(excess.directive),
          vmtas: 0,
        };
        places.set(key, place);
        place.vmtas += vmtas;
      }
    }
    for (const place of places.values()) {
      const options = optionsIn(place.at.file);
      const { directive, use, section, value } = place;
      const limit =
        directive === 'max-smtp-out'
          ? `${Math.min(options.number('maxConnectionsWithoutRate'), options.number('maxConnections') - 1)}`
          : String(options.valueOf('maxRate'));
      report({
        location: place.at,
        message: messageOf(place),
        fix: () => lowerForAll(model, { directive, use, section }, limit, value),
      });
    }
  },
};
