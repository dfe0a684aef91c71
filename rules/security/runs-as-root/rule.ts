import {
  booleanOf,
  defineRule,
  effectiveOf,
  insertAfterLine,
  isTemplateLine,
  quote,
  switchOff,
} from '../../kit.ts';
import type { Model, RuleFix } from '../../kit.ts';

const SWITCH = 'run-as-root';

const HARM =
  'a fault in what reads mail from strangers then gives them the whole server, and with it all keys and addresses; PowerMTA can run as the user pmta, once that user may read and write its files';

/** Lines of a main configuration after which the switch is well placed. */
const NEIGHBOURS = [SWITCH, 'postmaster', 'host-name', 'log-file', 'http-mgmt-port'];

/** Whether paths show that the server runs Windows, where the switch means nothing. */
function isOnWindows(model: Model): boolean {
  const paths = [
    ...['log-file', 'spool'].flatMap((name) => model.root.named(name).map((use) => use.plainValue)),
    ...model.sectionsOf('spool').map((section) => section.argument),
  ];
  return paths.some((path) => /^[A-Za-z]:[\\/]|^\\\\/.test(path ?? ''));
}

function addition(model: Model): RuleFix | null {
  const neighbours = NEIGHBOURS.flatMap((name) => model.root.named(name));
  const neighbour = neighbours.find(({ file }) => file === model.main);
  if (neighbour === undefined) return null;
  const line = `${SWITCH} no`;
  return { effect: 'unsafe', title: `add ${line}`, edits: [insertAfterLine(neighbour, [line])] };
}

export const rule = defineRule({
  id: 'runs-as-root',
  category: 'security',
  severity: 'info',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'PowerMTA runs as root, by a line or by default',
  messages: {
    switchedOn: (data: { line: string }) => ({
      message: `${quote(data.line)} lets PowerMTA run as root: ${HARM}`,
    }),
    notSet: (data: { subject: string }) => ({
      message: `${data.subject} is not set, and without it PowerMTA runs as root: ${HARM}`,
    }),
  },
  check({ model, report }) {
    if (isOnWindows(model)) return;
    const use = effectiveOf(model.root.named(SWITCH));
    if (use !== undefined) {
      if (use.broken || booleanOf(use.canonical.value ?? '') !== true) return;
      const data = { line: `${use.name} ${use.plainValue ?? ''}` };
      report({ location: use.nameLocation, messageId: 'switchedOn', data, fix: switchOff(use, 'unsafe') });
    } else if (model.knows('files') && !model.root.content.some(isTemplateLine)) {
      const { tagLocation: location } = model.root;
      report({ location, messageId: 'notSet', data: { subject: SWITCH }, fix: addition(model) });
    }
  },
});
