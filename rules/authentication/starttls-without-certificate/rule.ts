import { booleanOf, defineRule, nearest, SectionUse } from '../../kit.ts';
import type { DirectiveUse, Model } from '../../kit.ts';
import type { Source } from '../../../src/model/scopes/sources.ts';

const CERTIFICATE = 'smtp-server-tls-certificate';
const DIRECTIVES = ['allow-starttls', 'require-starttls-before-auth'] as const;

/**
 * Whether something may be the certificate of the server: a line of that name, one whose misspelt or misplaced name may
 * mean it, or the certificate of a listener.
 */
function hasCertificate({ root, sources }: Model): boolean {
  return (
    root.directives.some(
      ({ name }) => name.includes('certificate') || nearest(name, [CERTIFICATE]) !== undefined,
    ) || sources.listeners.some(({ at }) => at instanceof SectionUse && at.settings.has('tls-certificate'))
  );
}

/** Whether clients get the source when they connect, by their address or by the listener, and may send mail. */
function isForClients({ sources }: Model, source: Source): boolean {
  const named = sources.listeners.some(
    ({ sourceName }) => sourceName !== null && sources.named(sourceName) === source,
  );
  return (
    (source.range !== null || named) &&
    booleanOf(sources.setting(source, 'smtp-service').value ?? '') !== false
  );
}

/** The lines that switch STARTTLS on for clients, each once, in reading order; of two in one section the first kind. */
function linesFor(model: Model): DirectiveUse[] {
  const lines = new Map<SectionUse, DirectiveUse>();
  for (const directive of DIRECTIVES)
    for (const source of model.sources.all) {
      if (!model.sources.isOn(source, directive) || !isForClients(model, source)) continue;
      const { use } = model.sources.setting(source, directive);
      if (use !== null && !lines.has(use.section)) lines.set(use.section, use);
    }
  return [...lines.values()].sort((a, b) => a.order - b.order);
}

export const rule = defineRule({
  id: 'starttls-without-certificate',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'STARTTLS for clients, and no certificate for it',
  requires: [...DIRECTIVES],
  messages: {
    noCertificate: ({ directive }: { directive: string }) => ({
      message: `${directive} is on, but ${CERTIFICATE} is not set`,
      why: 'Without a certificate the TLS handshake fails: clients send in the clear, or cannot log in or send.',
      help: `Set ${CERTIFICATE} at global level, or ${directive} no.`,
    }),
  },
  check({ model, report }) {
    if (!model.knows('lines') || hasCertificate(model)) return;
    const [first, ...others] = linesFor(model);
    if (first === undefined) return;
    const related = others.map(({ name, nameLocation }) => ({
      ...nameLocation,
      message: `${name} is on here too`,
    }));
    const data = { directive: first.canonical.name };
    report({ location: first.nameLocation, messageId: 'noCertificate', data, related });
  },
});
