import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/compare/change.ts';
import { compareModels } from '../../src/compare/compare.ts';
import { compareForMail } from '../../src/compare/mail-changes.ts';
import { modelOf } from '../support/lint-texts.ts';

/** The names of what a change is about: of queues that are alike each. */
function namesOf({ name, queues }: Change): string[] {
  if (queues === undefined || !name.startsWith(`${queues.domain}/`)) return [name];
  const vmtas = queues.vmtas.all.filter((vmta) => !queues.vmtas.but.has(vmta));
  return queues.domains.flatMap((one) => vmtas.map((vmta) => `${one}/${vmta ?? '{default}'}`));
}

/** Changes as `subject name directive: before → after (verdict)`. */
function changes(before: string, after: string): string[] {
  return compareModels(modelOf(before), modelOf(after)).flatMap((change) =>
    namesOf(change).map(
      (name) =>
        `${change.subject} ${name} ${change.directive}: ${change.before} → ${change.after} (${change.verdict})`,
    ),
  );
}

const domain = (argument: string, ...lines: string[]): string =>
  `<domain ${argument}>\n${lines.map((line) => `  ${line}\n`).join('')}</domain>\n`;

describe('compareModels', () => {
  it('sees no change in layout, comments, order of blocks and spelling', () => {
    const before = `${domain('a.com', 'max-msg-rate 60/m', 'retry-after 60m')}${domain('b.com', 'use-starttls yes')}`;
    const after = `# new\n${domain('b.com', 'use-starttls true # yes')}\n${domain('a.com', 'RETRY-AFTER   1h', 'max-msg-rate 60/min')}`;
    expect(changes(before, after)).toEqual([]);
  });

  it('counts sections and lines of unknown names as changes of the server', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      const after = modelOf(`<${name} a>\n${name} b\n</${name}>\n${name} c\n`);
      const subjects = compareModels(modelOf(''), after).map(({ subject }) => subject);
      expect(new Set(subjects), name).toEqual(new Set(['server']));
    }
  });

  it('sees that a line moved into an include changes nothing', () => {
    const before = modelOf({ config: domain('a.com', 'max-smtp-out 5') });
    const after = modelOf({ config: domain('a.com', 'include more'), more: 'max-smtp-out 5\n' });
    expect(compareModels(before, after)).toEqual([]);
  });

  it('follows a change of <domain *> to every queue that inherits it, and to no other', () => {
    const before =
      domain('*', 'max-smtp-out 20') + domain('a.com', 'max-smtp-out 5') + domain('b.com', 'retry-after 1h');
    const after = before.replace('max-smtp-out 20', 'max-smtp-out 10');
    const names = compareModels(modelOf(before), modelOf(after)).flatMap(namesOf);
    expect(names).toContain('b.com/{default}');
    expect(names).toContain('no-block-names-this-domain.invalid/{default}');
    expect(names).not.toContain('a.com/{default}');
  });

  it('compares VMTAs for the source of a default', () => {
    const before =
      '<smtp-pattern-list x>\nreply /^421/ mode=backoff\n</smtp-pattern-list>\n' +
      domain('a.com', 'max-msg-rate 40/h', 'smtp-pattern-list x', 'backoff-to-normal-after 1h') +
      `<virtual-mta v>\n${domain('a.com', 'max-msg-rate 10/h')}</virtual-mta>\n`;
    const after = before.replace('  backoff-to', '  backoff-max-msg-rate 20/h\n  backoff-to');
    expect(changes(before, after)).toEqual([
      'queue a.com/{default} backoff-max-msg-rate: 40/h → 20/h (stricter)',
      'queue a.com/v backoff-max-msg-rate: 10/h → 20/h (looser)',
    ]);
  });

  it('takes the scope of a VMTA and of a pool into account', () => {
    const vmtas =
      '<virtual-mta v>\n  <domain a.com>\n    max-smtp-out 3\n  </domain>\n</virtual-mta>\n<virtual-mta w>\n</virtual-mta>\n';
    const pool =
      '<virtual-mta-pool p>\n  virtual-mta w\n  <domain a.com>\n    max-smtp-out 4\n  </domain>\n</virtual-mta-pool>\n';
    const before = vmtas + pool + domain('a.com', 'max-smtp-out 5');
    expect(changes(before, before.replace('max-smtp-out 5', 'max-smtp-out 2'))).toEqual([
      'queue a.com/{default} max-smtp-out: 5 → 2 (stricter)',
    ]);
    expect(changes(before, before.replace('max-smtp-out 4', 'max-smtp-out 9'))).toEqual([
      'queue a.com/w max-smtp-out: 4 → 9 (looser)',
    ]);
    expect(changes(before, before.replace('max-smtp-out 3', 'max-smtp-out 1'))).toEqual([
      'queue a.com/v max-smtp-out: 3 → 1 (stricter)',
    ]);
  });

  it('sees when a block that is added loosens what another one sets', () => {
    const before = domain('[*.]yahoo.com', 'max-smtp-out 2');
    const after = `${before}domain-macro yahoo yahoo.com,ymail.com\n${domain('$yahoo', 'max-smtp-out 20')}`;
    expect(changes(before, after)).toContain('queue yahoo.com/{default} max-smtp-out: 2 → 20 (looser)');
  });

  it('compares a name that joins or leaves a macro by what then applies to it', () => {
    const text = (macro: string, connections: number): string =>
      `domain-macro m ${macro}\n${domain('$m', `max-smtp-out ${connections}`)}${domain('*', 'max-smtp-out 10')}`;
    expect(changes(text('a.com', 5), text('a.com, b.com', 5))).toEqual([
      'queue b.com/{default} max-smtp-out: 10 → 5 (stricter)',
    ]);
    expect(changes(text('a.com, b.com', 5), text('b.com', 5))).toEqual([
      'queue a.com/{default} max-smtp-out: 5 → 10 (looser)',
    ]);
    expect(changes(text('a.com, b.com', 5), text('b.com,a.com', 5))).toEqual([]);
  });

  it('reports a macro that becomes defined or undefined', () => {
    const [without, having] = ['relay-domain $m\n', 'domain-macro m a.com\nrelay-domain $m\n'];
    expect(changes(without, having)).toEqual(['list m domain-macro: null → a.com (unknown)']);
    expect(changes(having, without)).toEqual(['list m domain-macro: a.com → null (unknown)']);
    expect(changes('', 'domain-macro m a.com\n')).toEqual([]);
    const unclear = (item: string): string => `domain-macro m ${item}\nrelay-domain $m\n`;
    expect(changes(unclear('a.$x'), unclear('b.$x'))).toEqual(['list m domain-macro: a.$x → b.$x (unknown)']);
  });

  it('cannot check a change of a macro that values of directives use', () => {
    const text = (macro: string): string => `domain-macro m ${macro}\ndomain-macro n $m\nrelay-domain $n\n`;
    expect(changes(text('a.com'), text('a.com, b.com'))).toContain(
      'list m domain-macro: a.com → a.com,b.com (unknown)',
    );
  });

  it('sees that rules added to a list are a reaction added', () => {
    const list = (...rules: string[]): string =>
      `<smtp-pattern-list l>\n${rules.join('\n')}\n</smtp-pattern-list>\n`;
    const block = domain('a.com', 'smtp-pattern-list l', 'backoff-to-normal-after 1h');
    const before = block + list('reply /421/ mode=backoff');
    expect(changes(before, block + list('reply /421/ mode=backoff', 'reply /451/ mode=backoff'))).toEqual([
      'queue a.com/{default} smtp-pattern-list: l → l (stricter)',
    ]);
    expect(changes(before, block + list('reply /451/ mode=normal', 'reply /421/ mode=backoff'))[0]).toContain(
      'unknown',
    );
    expect(changes(before, block + list('reply /421/ mode=backoff', 'reply /5/ bounce-queue'))[0]).toContain(
      'unknown',
    );
    expect(changes(before, block + list())[0]).toContain('looser');
  });

  it.each([
    ['before rules that do the same', ['mode=backoff', 'mode=backoff', 'mode=backoff'], 'looser'],
    ['before a rule that does something else', ['mode=backoff', 'disable-source-ip'], 'looser'],
    ['before a rule that holds for it then', ['mode=backoff', 'mode=normal'], 'unknown'],
    ['before another end of backoff', ['mode=backoff', 'mode=backoff,backoff-to-normal-after=1h'], 'unknown'],
    ['that slows nothing', ['bounce-queue', 'mode=backoff'], 'unknown'],
  ])('checks a rule that is taken out %s', (_, actions, expected) => {
    const rules = ['/ab/', '/abc/', '/abcd/'].slice(0, actions.length);
    const list = (from: number): string =>
      `<domain *>\n  smtp-pattern-list l\n</domain>\n<smtp-pattern-list l>\n  reply /zz/ mode=backoff\n${rules
        .map((pattern, at) => `  reply ${pattern} ${actions[at] ?? ''}\n`)
        .slice(from)
        .join('')}</smtp-pattern-list>\n`;
    expect(changes(list(0), list(1))[0]).toContain(expected);
  });

  it('takes a way into backoff as a reaction only if backoff is slower and ends', () => {
    const list = '<smtp-pattern-list l>\n  reply /421/ mode=backoff\n</smtp-pattern-list>\n';
    const before = list + domain('a.com', 'max-smtp-out 10', 'max-msg-rate 100/m');
    const settings = ['backoff-max-smtp-out 1', 'backoff-max-msg-rate 1/m', 'backoff-retry-after 1h'];
    const after = (...more: string[]): string =>
      list + domain('a.com', 'max-smtp-out 10', 'max-msg-rate 100/m', 'smtp-pattern-list l', ...more);
    const verdicts = (text: string): string[] =>
      compareModels(modelOf(before), modelOf(text)).map(({ verdict }) => verdict);
    expect(verdicts(after(...settings, 'backoff-to-normal-after 1h'))).toEqual(['stricter']);
    expect(verdicts(after(...settings))).toContain('looser');
    expect(verdicts(after('backoff-to-normal-after 1h'))).toContain('looser');
  });

  it('calls it looser when backoff that ended could now last for ever', () => {
    const list = (...rules: string[]): string =>
      `<smtp-pattern-list l>\n${rules.join('\n')}\n</smtp-pattern-list>\n`;
    const timed = 'reply /421/ mode=backoff,backoff-to-normal-after=1h';
    const block = domain('a.com', 'smtp-pattern-list l');
    expect(changes(block + list(timed), block + list(timed, 'reply /451/ mode=backoff'))).toContain(
      'queue a.com/{default} backoff-to-normal-after: never → never (looser)',
    );
    const added = list(timed, 'reply /451/ mode=backoff,backoff-to-normal-after=1h');
    expect(changes(block + list(timed), block + added)).toEqual([
      'queue a.com/{default} smtp-pattern-list: l → l (stricter)',
    ]);
  });

  it('compares backoff settings of a queue that only an operator can put in backoff', () => {
    const text = (...lines: string[]): string => domain('a.com', 'max-msg-rate 100/h', ...lines);
    const rate = 'queue a.com/{default} backoff-max-msg-rate';
    expect(changes(text('backoff-max-msg-rate 5/h'), text('backoff-max-msg-rate 50000/s'))).toEqual([
      `${rate}: 5/h → 50000/s (looser)`,
    ]);
    expect(changes(text(), text('backoff-max-msg-rate 5/h'))).toEqual([`${rate}: 100/h → 5/h (stricter)`]);
    expect(changes(text('backoff-max-msg-rate 5/h'), text())).toEqual([`${rate}: 5/h → 100/h (looser)`]);
    expect(changes(text('backoff-max-msg-rate 100/h'), text())).toEqual([]);
    // Neither looser nor tighter: told to people only.
    const [without, ending] = [text(), text('backoff-to-normal-after 1h')];
    expect(changes(without, ending)).toEqual([]);
    expect(compareForMail(modelOf(without), modelOf(ending)).changes).toMatchObject([
      { risk: 'neutral', values: [{ directive: 'backoff-to-normal-after', byHand: true }] },
    ]);
    // What follows the normal state is no second change.
    expect(changes(text(), text().replace('100/h', '50/h'))).toEqual([
      'queue a.com/{default} max-msg-rate: 100/h → 50/h (stricter)',
    ]);
  });

  it('reports the setting that is faster in backoff', () => {
    const list = '<smtp-pattern-list l>\n  reply /421/ mode=backoff\n</smtp-pattern-list>\n';
    const before = list + domain('a.com', 'max-msg-rate 40/h', 'backoff-to-normal-after 1h');
    const after = before.replace('max-msg', 'smtp-pattern-list l\n  backoff-max-msg-rate 10/m\n  max-msg');
    expect(changes(before, after)).toContain(
      'queue a.com/{default} backoff-max-msg-rate: null → 10/m (looser)',
    );
  });

  it('follows a wildcard below other wildcards, in VMTAs too', () => {
    const before =
      '<virtual-mta v>\n<domain *.b.com>\n  retry-after 1h\n</domain>\n</virtual-mta>\n' +
      domain('*', 'max-smtp-out 9');
    expect(changes(before, before.replace('out 9', 'out 8'))).toContain(
      'queue any.b.com/v max-smtp-out: 9 → 8 (stricter)',
    );
  });

  it('treats a macro that contains a wildcard as a wildcard', () => {
    const macro = 'domain-macro most a.com,*\n';
    const before = macro + domain('$most', 'max-smtp-out 9') + domain('b.com', 'retry-after 1h');
    expect(changes(before, before.replace('out 9', 'out 8'))).toContain(
      'queue b.com/{default} max-smtp-out: 9 → 8 (stricter)',
    );
  });

  it('checks the monitor address by address', () => {
    expect(
      changes('http-access 0/0 monitor\nhttp-access 127.0.0.1 admin\n', 'http-access 0/0 monitor\n'),
    ).toEqual([]);
    expect(
      changes('http-access 127.0.0.1 admin\nhttp-access 0/0 monitor\n', 'http-access 0/0 monitor\n'),
    ).toEqual(['access 127.0.0.1 http-access: admin → monitor (stricter)']);
    expect(changes('http-access 0/0 monitor\n', 'http-access 10/8 admin\nhttp-access 0/0 monitor\n')).toEqual(
      ['access 10.0.0.0/8 http-access: monitor → admin (looser)'],
    );
  });

  it('follows a wider source to the narrower ones that inherit from it', () => {
    const before =
      '<source 0/0>\n  always-allow-relaying yes\n</source>\n<source 10/8>\n  process-x-job yes\n</source>\n';
    expect(changes(before, before.replace('relaying yes', 'relaying no'))).toEqual([
      'source 0/0 always-allow-relaying: yes → no (stricter)',
      'source 10/8 always-allow-relaying: yes → no (stricter)',
    ]);
  });

  it('calls a shorter list of relay domains stricter, and a changed key unknown', () => {
    expect(changes('relay-domain a.com\nrelay-domain *\n', 'relay-domain a.com\n')).toEqual([
      'access  relay-domain: * → null (stricter)',
    ]);
    expect(changes('domain-key a,*,/k\n', 'domain-key b,*,/k\n')[0]).toContain('unknown');
  });

  it('reads the old spool line and the section as the same', () => {
    expect(changes('spool /var/spool/pmta\n', '<spool /var/spool/pmta>\n</spool>\n')).toEqual([]);
    expect(changes('spool /var/spool/pmta\n', '<spool /var/spool/other>\n</spool>\n')).toHaveLength(2);
  });

  it('distinguishes sections without a name by their order among their kind', () => {
    const patterns = '<bounce-category-patterns>\n  /a/ other\n</bounce-category-patterns>\n';
    expect(changes(patterns, `<domain x>\n</domain>\n${patterns}`)).toEqual([]);
    expect(changes(patterns, patterns.replace('other', 'spam-related'))).toHaveLength(1);
    const nested = (result: string): string =>
      `<pattern-list l>\n  mail-from /a/ <pattern-list>\n    * virtual-mta=${result}\n  </pattern-list>\n</pattern-list>\n`;
    expect(changes(nested('a'), nested('a'))).toEqual([]);
    expect(changes(nested('a'), nested('b'))).toHaveLength(1);
  });

  it('sees a changed queue-to, and what a rollup list takes over', () => {
    const before = domain('a.com', 'queue-to x.queue') + domain('x.queue', 'max-smtp-out 3');
    expect(changes(before, before.replace('x.queue', 'y.queue'))[0]).toContain(
      'a.com/{default} queue-to: x.queue → y.queue',
    );
  });

  it('compares what applies to the domains that a rollup brings into a queue, also with a queue-to of its name', () => {
    const rollups =
      '<mx-rollup-list>\n  mx *.google.com g.rollup\n  mx *.googlemail.com g.rollup\n</mx-rollup-list>\n';
    const queue = (limit: number): string =>
      rollups + domain('g.rollup', 'queue-to g.queue', `max-smtp-out ${limit}`);
    expect(new Set(changes(queue(5), queue(50)))).toEqual(
      new Set(['queue g.rollup/{default} max-smtp-out: 5 → 50 (looser)']),
    );
  });

  it('compares what applies to the domains that queue-to brings into a queue with a queue-to of its own', () => {
    const config = (line: string): string => domain('*.com', 'queue-to b.org') + domain('b.org', line);
    expect(changes(config('queue-to c.org'), config('max-smtp-out 50'))).toEqual([
      'queue b.org/{default} queue-to: c.org → null (unknown)',
      'queue b.org/{default} max-smtp-out: 20 → 50 (looser)',
    ]);
    const { changes: found } = compareForMail(
      modelOf(config('queue-to c.org')),
      modelOf(config('max-smtp-out 50')),
    );
    expect(found.map(({ values }) => values.map(({ directive }) => directive))).toEqual([
      ['max-smtp-out'],
      ['queue-to'],
    ]);
  });

  it('sees that a domain leaves the queue of a rollup for hosts of its own', () => {
    const rollups =
      '<mx-rollup-list>\n  mx *.google.com g.rollup\n  mx *.googlemail.com g.rollup\n</mx-rollup-list>\n';
    expect(changes(rollups, rollups + domain('gmail.com', 'smtp-hosts [192.0.2.9]'))).toEqual([
      'queue gmail.com/{default} queue-to: g.rollup → null (unknown)',
    ]);
  });

  it('compares each domain that other tags name than its neighbours in a macro', () => {
    const config = (list: string): string =>
      `domain-macro isp a.com, b.com, c.com\n<smtp-pattern-list l>\nreply /x/ mode=backoff\n</smtp-pattern-list>\n${domain('a.com', 'smtp-pattern-list ""')}${domain('$isp', 'backoff-retry-after 5s')}${domain('*', list)}`;
    expect(changes(config('retry-after 10m'), config('smtp-pattern-list l'))).toContain(
      'queue b.com/{default} backoff-retry-after: null → 5s (looser)',
    );
  });

  it('compares a name below a wildcard that another name of its macro is not below', () => {
    const config = (list: string): string =>
      `domain-macro own a.com, b.a.com\n<smtp-pattern-list l>\nreply /x/ mode=backoff\n</smtp-pattern-list>\n${domain('$own', 'max-msg-rate 1/h')}${domain('*.a.com', 'backoff-max-msg-rate 10/h')}${domain('*', list)}`;
    expect(changes(config('retry-after 10m'), config('smtp-pattern-list l'))).toContain(
      'queue b.a.com/{default} backoff-max-msg-rate: null → 10/h (looser)',
    );
  });

  it('sees that two tags with macros for one domain changed places', () => {
    const macros = 'domain-macro m a.com,b.com\ndomain-macro n a.com,c.com\n';
    const [m, n] = [domain('$m', 'max-smtp-out 2'), domain('$n', 'max-smtp-out 8')];
    expect(changes(macros + m + n, macros + n + m)).toEqual([
      'queue a.com/{default} max-smtp-out: 8 → 2 (stricter)',
    ]);
  });

  it('compares what applies to a VMTA that moved to another pool', () => {
    const pool = (name: string, member: string, connections: number): string =>
      `<virtual-mta-pool ${name}>\n${member}<domain a.com>\n  max-smtp-out ${connections}\n</domain>\n</virtual-mta-pool>\n`;
    const vmta = '<virtual-mta v>\n</virtual-mta>\n';
    const before = vmta + pool('p', 'virtual-mta v\n', 3) + pool('q', '', 30);
    const after = vmta + pool('p', '', 3) + pool('q', 'virtual-mta v\n', 30);
    expect(changes(before, after)).toContain('queue a.com/v max-smtp-out: 3 → 30 (looser)');
  });

  it('takes lines in any order for the same only where their order has no meaning', () => {
    expect(changes('relay-domain a\nrelay-domain b\n', 'relay-domain b\nrelay-domain a\n')).toEqual([]);
    const list = (...lines: string[]): string => `<pattern-list l>\n${lines.join('\n')}\n</pattern-list>\n`;
    const [mailFrom, rcptTo] = ['mail-from /a/ virtual-mta=v', 'rcpt-to /a/ virtual-mta=w'];
    expect(changes(list(mailFrom, rcptTo), list(rcptTo, mailFrom))).toHaveLength(1);
  });

  it('leaves out lines that are comments of another language', () => {
    const texts = ['// old comment', '# old comment', '', '; other', '<!-- old -->'].map((line) =>
      modelOf(`log-file /l\n${line}\n<domain *>\n  ${line}\n</domain>\n`),
    );
    for (const before of texts)
      for (const after of texts) expect(compareForMail(before, after).changes).toEqual([]);
    const unreadable = modelOf('log-file /l\n<domain *>\n  </source>\n</domain>\n');
    expect(compareForMail(modelOf('log-file /l\n<domain *>\n</domain>\n'), unreadable).changes).toHaveLength(
      1,
    );
  });

  it('makes no more work of many domains times many VMTAs, and counts all their queues', () => {
    const many = 2000;
    const text = (retry: string): string =>
      domain('*', `retry-after ${retry}`) +
      Array.from({ length: many }, (_, at) =>
        domain(`d${at}.com`, at % 2 === 0 ? `max-smtp-out ${at + 1}` : 'retry-after 1h'),
      ).join('') +
      Array.from(
        { length: many },
        (_, at) => `<virtual-mta v${at}>\n${domain(`d${at}.com`, `max-smtp-out ${at + 2}`)}</virtual-mta>\n`,
      ).join('');
    const [before, after] = [modelOf(text('10m')), modelOf(text('5m'))];
    expect(compareModels(before, after).length).toBeLessThan(10);
    const found = compareForMail(before, after).changes;
    // Half of the domains and all others, in every VMTA and {default}.
    expect(found.map(({ count }) => count)).toEqual([(many / 2 + 1) * (many + 1)]);
  });
});
