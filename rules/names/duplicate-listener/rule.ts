import { lowerBound } from '../../../src/base/collections.ts';
import { once } from '../../../src/catalog/table.ts';
import { parseListen, portOf } from '../../../src/catalog/values/address.ts';
import {
  defineRule,
  type DirectiveUse,
  findDirective,
  getOrMake,
  effectiveOf,
  isTemplateLine,
  type Model,
  placementOf,
  quote,
  SectionUse,
} from '../../kit.ts';
import { shippedFiles } from '../_shared/shipped-files.ts';

/** A line or section that opens a port for SMTP. */
interface Listener {
  readonly at: DirectiveUse | SectionUse;
  /** Equal for spellings of one address with one port. */
  readonly key: string;
  readonly port: number;
  /** As written. */
  readonly listen: string;
}

/** All addresses of a version have one key: `0/0`, `0.0.0.0`, `::`. */
function listenerAt(at: DirectiveUse | SectionUse): Listener | null {
  const text = at instanceof SectionUse ? at.argument : at.plainValue;
  const listen = text?.split(/\s+/)[0] ?? '';
  const result = parseListen({ start: 0, end: listen.length, text: listen });
  if (!result.ok || result.value.kind !== 'listen') return null;
  const { range, port } = result.value;
  const isAny = range.first === 0n && (range.prefix === 0 || range.first === range.last);
  const key = `${range.version} ${range.first}/${isAny ? 0 : range.prefix} ${port}`;
  return { at, key, port, listen };
}

/** The listeners of the user's files, in reading order; those of a file that is included twice once. */
function listenersOf(model: Model): Listener[] {
  const shipped = shippedFiles(model);
  const lines = model.root.named('smtp-listener').filter(({ broken }) => !broken);
  const sections = model
    .sectionsOf('smtp-listener')
    .filter((section) => section.parent === model.root && placementOf(model, section) === 'sound');
  const seen = new Set<unknown>();
  return [...lines, ...sections]
    .toSorted((a, b) => a.order - b.order)
    .flatMap((at) => {
      const written = at instanceof SectionUse ? at.node : at.line;
      if (shipped.has(at.file) || seen.has(written)) return [];
      seen.add(written);
      return listenerAt(at) ?? [];
    });
}

/** The web monitor: the line that gives its port, or, for the default port, a line that lets clients in; null for none. */
function monitorOf(model: Model): { at: DirectiveUse; port: number; isDefault: boolean } | null {
  const isValid = ({ broken, value }: DirectiveUse): boolean => !broken && value !== null;
  const written = effectiveOf(model.root.named('http-mgmt-port').filter(isValid));
  const access = model.root
    .named('http-access')
    .find((use) => isValid(use) && !/\snone$/i.test(use.plainValue ?? ''));
  const at = written ?? (model.knows('lines') ? access : undefined);
  const port = portOf(written?.plainValue ?? findDirective('http-mgmt-port')?.default ?? '');
  return at === undefined || port === undefined || port === 0
    ? null
    : { at, port, isDefault: at !== written };
}

const locationOf = (at: DirectiveUse | SectionUse) =>
  at instanceof SectionUse ? at.tagLocation : at.nameLocation;

export const rule = defineRule({
  id: 'duplicate-listener',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'two listeners, or a listener and the web monitor, on one port',
  requires: ['smtp-listener', '<smtp-listener>'],
  supersedes: ['duplicate-section'],
  messages: {
    sameListener: ({ listen }: { listen: string }) => ({
      message: `Another smtp-listener already has the address and port ${quote(listen)}`,
      why: 'A port can be opened once: PowerMTA does not start, or the source of one listener never applies.',
      help: 'Remove one of the two, or give it another address or port.',
    }),
    monitorPort: ({ port, isDefault }: { port: number; isDefault: boolean }) => ({
      message: `smtp-listener and ${isDefault ? 'the default http-mgmt-port' : 'http-mgmt-port'} both use port ${port}`,
      why: 'A port can be opened once: either SMTP clients or the web monitor cannot connect.',
      help: 'Give one of the two another port.',
    }),
  },
  check({ model, report }) {
    const templates = once(() => model.root.content.filter(isTemplateLine).map(({ order }) => order));
    // A template engine may leave one of the two out.
    const areAlternatives = (...orders: readonly number[]): boolean => {
      const next = templates()[lowerBound(templates(), (order) => order < Math.min(...orders))];
      return next !== undefined && next < Math.max(...orders);
    };
    const first = new Map<string, Listener>();
    for (const listener of listenersOf(model)) {
      const { at, key, listen } = listener;
      const earlier = getOrMake(first, key, () => listener);
      if (earlier === listener || areAlternatives(earlier.at.order, at.order)) continue;
      const related = [{ ...locationOf(earlier.at), message: 'the first one' }];
      report({ location: locationOf(at), messageId: 'sameListener', data: { listen }, related });
    }
    const monitor = monitorOf(model);
    const rival = [...first.values()].find(({ port }) => port === monitor?.port)?.at;
    if (monitor === null || rival === undefined || areAlternatives(monitor.at.order, rival.order)) return;
    const { at, port, isDefault } = monitor;
    const [earlier, later] = isDefault || at.order < rival.order ? [at, rival] : [rival, at];
    const related = [{ ...locationOf(earlier), message: 'uses the same port' }];
    report({ location: locationOf(later), messageId: 'monitorPort', data: { port, isDefault }, related });
  },
});
