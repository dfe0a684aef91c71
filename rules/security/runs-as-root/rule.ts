import {
  booleanOf,
  canonicalOf,
  holdingOf,
  insertAfterLine,
  isTemplateLine,
  type Model,
  quote,
  type Rule,
  type RuleFix,
} from '../../kit.ts';
import { switchOff } from '../../../src/edits/switch-off.ts';

const HARM =
  'a fault in what reads mail from strangers then gives them the whole server, and with it all keys and addresses; PowerMTA can run as the user pmta, once that user may read and write its files';

/** Lines of a main configuration beside which the switch stands well. */
const NEIGHBOURS = ['run-as-root', 'postmaster', 'host-name', 'log-file', 'http-mgmt-port'];

/** Whether paths show that the server is one of Windows, where the switch means nothing. */
function isOnWindows(model: Model): boolean {
  const paths = [
    ...model.root.named('log-file').map((use) => use.plainValue),
    ...model.root.named('spool').map((use) => use.plainValue),
    ...model.sectionsOf('spool').map((section) => section.argument),
  ];
  return paths.some((path) => /^[A-Za-z]:[\\/]|^\\\\/.test(path ?? ''));
}

function addition(model: Model): RuleFix | null {
  const beside = NEIGHBOURS.flatMap((name) => model.root.named(name)).find(
    ({ file, section }) => file === model.main && section === model.root,
  );
  if (beside === undefined) return null;
  return {
    safety: 'unsafe',
    title: 'add run-as-root no',
    edits: [insertAfterLine(beside, ['run-as-root no'])],
  };
}

export const rule: Rule = {
  id: 'runs-as-root',
  category: 'security',
  severity: 'info',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'PowerMTA runs as root, by a line or by default',
  check({ model, report }) {
    if (isOnWindows(model)) return;
    const uses = model.named('run-as-root').filter(({ section }) => section === model.root);
    const holding = holdingOf(uses);
    if (holding !== undefined) {
      if (holding.broken || booleanOf(canonicalOf(holding).value ?? '') !== true) return;
      report({
        location: { file: holding.file, range: holding.nameRange },
        message: `${quote(`${holding.name} ${holding.plainValue ?? ''}`)} lets PowerMTA run as root: ${HARM}`,
        fix: () => switchOff(holding, 'unsafe'),
      });
      return;
    }
    if (!model.isWhole || model.root.content.some(isTemplateLine)) return;
    report({
      location: { file: model.main, range: model.root.tagRange },
      message: `run-as-root is not set, and without it PowerMTA runs as root: ${HARM}`,
      fix: () => addition(model),
    });
  },
};
