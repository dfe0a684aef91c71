import {
  defineRule,
  foldName,
  groupBy,
  effectiveOf,
  isWhollyKnown,
  quote,
  type SectionUse,
} from '../../kit.ts';

/** Whether a section has a password or a certificate. A line without a value has one in mind. */
function hasCredential(section: SectionUse): boolean {
  return ['password', 'tls-certificate'].some((name) =>
    section.named(name).some(({ plainValue }) => plainValue !== ''),
  );
}

/** Whether the user of some sections logs in by password, which is the default. */
function usesPassword(sections: readonly SectionUse[]): boolean {
  const method = effectiveOf(sections.flatMap((section) => section.named('authentication-method')));
  return method === undefined || method.plainValue?.toLowerCase() === 'password';
}

export const rule = defineRule({
  id: 'smtp-user-without-password',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'a user who logs in by password and has none',
  requires: ['<smtp-user>'],
  messages: {
    noPassword: ({ user }: { user: string }) => ({
      message: `The smtp-user ${quote(user)} has neither a password nor a certificate`,
      why: 'authentication-method is password: nobody can log in as this user, or anybody can. The guides do not say.',
      help: 'Set a password, set authentication-method certificate, or remove the section.',
    }),
  },
  check({ model, report }) {
    if (!model.knows('blocks')) return;
    // The case of users' names may count, but then the other section is one of a similar name, as likely a mistake.
    const users = groupBy(model.sectionsOf('smtp-user'), ({ argument }) => foldName(argument ?? ''));
    for (const [name, sections] of users) {
      const [first] = sections;
      if (first === undefined || name === '' || !usesPassword(sections)) continue;
      if (sections.some((section) => hasCredential(section) || !isWhollyKnown(model, section))) continue;
      const data = { user: first.argument ?? '' };
      report({ location: first.tagLocation, messageId: 'noPassword', data });
    }
  },
});
