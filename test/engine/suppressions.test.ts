import { textMessage } from '../support/text-message.ts';
import { describe, expect, it } from 'vitest';
import { flagging, linted, RULES, type Given } from './linted.ts';
import { growth, LINEAR } from '../support/growth.ts';

/** What is reported for lines of one file. */
function places(lines: readonly string[], given: Given = {}): readonly string[] {
  return linted(lines.join('\n'), given).places;
}

function messages(text: string, given: Given = {}): string[] {
  return linted(text, given).findings.map(({ message }) => message);
}

describe('disable-next-line', () => {
  it('suppresses its rules in the next line, and no other ones', () => {
    const text = ['# pmta-lint-disable-next-line no-a, no-b -- why', 'a 1', 'a 2', 'b 3'];
    expect(places([...text])).toEqual(['1 unused-suppression', '3 no-a', '4 no-b']);
    expect(places(['# pmta-lint-disable-next-line no-a -- why', 'a 1', 'b 2'])).toEqual(['3 no-b']);
  });

  it('counts for the next line that says something', () => {
    expect(places(['# pmta-lint-disable-next-line no-a -- why', '', '# A note.', 'a 1'])).toEqual([]);
  });

  it('can be stacked', () => {
    const comments = [
      '# pmta-lint-disable-next-line no-a -- why',
      '# pmta-lint-disable-next-line no-safe2 -- x',
    ];
    const rules = [...RULES, flagging('a', { id: 'no-safe2' })];
    expect(linted([...comments, 'a 1'].join('\n'), { rules })).toMatchObject({ places: [], suppressed: 2 });
  });

  it('suppresses findings about the configuration as a whole, when it is in the first line', () => {
    const whole = flagging('whole', {
      check: ({ model, report }) =>
        report({
          location: { file: model.main, range: model.root.tagRange },
          ...textMessage('something is missing'),
        }),
    });
    const rules = [...RULES, whole];
    expect(places(['# pmta-lint-disable-next-line no-whole -- why', 'x 1'], { rules })).toEqual([]);
  });

  it('may be at the end of a line', () => {
    expect(places(['b 1 # pmta-lint-disable-next-line no-a -- why', 'a 2'])).toEqual(['1 no-b']);
  });
});

describe('disable-line', () => {
  it('suppresses its rules in its line', () => {
    expect(places(['a 1 # pmta-lint-disable-line no-a -- why', 'a 2'])).toEqual(['2 no-a']);
  });

  it('may be after a note, and without blanks', () => {
    expect(places(['a 1 # a note # pmta-lint-disable-line no-a -- why'])).toEqual([]);
    expect(places(['a 1 ##pmta-lint-disable-line no-a -- why'])).toEqual([]);
  });

  it('may be next to others', () => {
    const text = 'a 1 # pmta-lint-disable-line no-a -- x # pmta-lint-disable-next-line no-b -- y\nb 2\nb 3\n';
    expect(linted(text)).toMatchObject({ places: ['3 no-b'], suppressed: 2 });
    const above = '# pmta-lint-disable-next-line no-a # pmta-lint-disable-next-line no-b -- y\na 1\n';
    expect(linted(above).places).toEqual(['1 suppression-without-reason', '1 unused-suppression']);
  });

  it('is not a comment where the line is commented out', () => {
    expect(places(['# a 1 # pmta-lint-disable-line no-a -- why', 'a 2'])).toEqual(['2 no-a']);
  });

  it('alone on its line is distinguished from disable-next-line', () => {
    expect(messages('# pmta-lint-disable-line no-a -- why\na 1\n')).toEqual([
      "'no-a' is not reported in this line, which holds nothing but the comment; 'pmta-lint-disable-next-line' is for the line below",
      'a is there',
    ]);
  });

  it('may follow the tags of sections', () => {
    const tags = {
      id: 'no-section',
      check: ({ model, report }: Parameters<(typeof RULES)[0]['check']>[0]) => {
        for (const section of model.sections)
          report({ location: { file: section.file, range: section.tagRange }, ...textMessage('a section') });
      },
    };
    const rules = [...RULES, flagging('section', tags)];
    const text = [
      '<domain x.com> # pmta-lint-disable-line no-section -- why',
      '</domain>',
      '<domain y.com>',
      '</domain>',
    ];
    expect(places(text, { rules })).toEqual(['3 no-section']);
  });

  it('counts for the line where the finding begins, also of a value that goes on in the next line', () => {
    const rules = [...RULES, flagging('smtp-hosts')];
    const first = ['smtp-hosts a.com, # pmta-lint-disable-line no-smtp-hosts -- why', '  b.com'];
    expect(places(first, { rules })).toEqual([]);
    const last = ['smtp-hosts a.com,', '  b.com # pmta-lint-disable-line no-smtp-hosts -- why'];
    expect(places(last, { rules })).toEqual(['1 no-smtp-hosts', '2 unused-suppression']);
  });
});

describe('disable and enable', () => {
  it('suppress a rule from the one line to the other', () => {
    const text = ['a 1', '# pmta-lint-disable no-a -- why', 'a 2', 'b 3', '# pmta-lint-enable no-a', 'a 4'];
    expect(places(text)).toEqual(['1 no-a', '4 no-b', '6 no-a']);
  });

  it('a range that is not ended goes to the end of its file, and no further', () => {
    const config = 'include part\na 1\n';
    expect(linted({ config, part: '# pmta-lint-disable no-a -- why\na 2\na 3\n' })).toMatchObject({
      places: ['2 no-a'],
      suppressed: 2,
    });
  });

  it('enable without a rule ends all ranges', () => {
    const text = ['# pmta-lint-disable no-a, no-b -- why', 'a 1', 'b 1', '# pmta-lint-enable', 'a 2', 'b 2'];
    expect(places(text)).toEqual(['5 no-a', '6 no-b']);
  });

  it('enable with one rule leaves the range of another one open', () => {
    const text = [
      '# pmta-lint-disable no-a, no-b -- why',
      'a 1',
      'b 1',
      '# pmta-lint-enable no-a',
      'a 2',
      'b 2',
    ];
    expect(places(text)).toEqual(['5 no-a']);
  });

  it('of two ranges of a rule in one another the inner one counts, and one end ends both', () => {
    const text = [
      '# pmta-lint-disable no-a -- outer',
      'a 1',
      '# pmta-lint-disable no-a -- inner',
      'a 2',
      '# pmta-lint-enable no-a',
      'a 3',
    ];
    expect(places(text)).toEqual(['6 no-a']);
    expect(places(text.filter((line) => line !== 'a 2'))).toEqual(['3 unused-suppression', '5 no-a']);
  });

  it('an end with nothing to end is unused', () => {
    expect(messages('# pmta-lint-enable\n# pmta-lint-enable no-a\n')).toEqual([
      "no 'pmta-lint-disable' is in force here, so the comment ends nothing",
      "no 'pmta-lint-disable' for 'no-a' is in force here, so the comment ends nothing",
    ]);
  });

  it('reports nothing for an end whose beginning has a typo', () => {
    expect(places(['# pmta-lint-disabel no-a -- why', 'a 1', '# pmta-lint-enable no-a'])).toEqual([
      '1 unused-suppression',
      '2 no-a',
    ]);
    expect(places(['# pmta-lint-disable no-aa -- why', 'a 1', '# pmta-lint-enable'])).toEqual([
      '1 unused-suppression',
      '2 no-a',
    ]);
  });
});

describe('disable-file', () => {
  it('suppresses its rules in the whole file, before it too', () => {
    expect(places(['a 1', '# pmta-lint-disable-file no-a -- why', 'a 2', 'b 3'])).toEqual(['4 no-b']);
  });

  it('leaves included files alone', () => {
    const config = '# pmta-lint-disable-file no-a -- why\ninclude part\na 1\n';
    expect(linted({ config, part: 'a 2\n' })).toMatchObject({ places: ['part:1 no-a'], suppressed: 1 });
  });

  it('is unused where closer comments suppress all there is', () => {
    const text = ['# pmta-lint-disable-file no-a -- why', 'a 1 # pmta-lint-disable-line no-a -- why'];
    expect(places(text)).toEqual(['1 unused-suppression']);
  });
});

describe('a file', () => {
  const text = '# pmta-lint-disable-next-line no-a -- why\na 1\nb 2 # pmta-lint-disable-line no-b -- why';

  it.each([
    ['with CRLF', text.replaceAll('\n', '\r\n')],
    ['with a byte-order mark', `\uFEFF${text}`],
    ['with a line end at its end', `${text}\n`],
    ['in Latin-1', Buffer.from(`# M\xfcller\n${text} \xdf\n`, 'latin1')],
  ])('%s has its comments read', (_, content) => {
    expect(linted({ config: content })).toMatchObject({ places: [], suppressed: 2 });
  });

  it('has no comment inside a quoted value', () => {
    expect(places(['x "y # pmta-lint-disable-file no-a -- why"', 'a 1'])).toEqual(['2 no-a']);
    expect(places(['x "y # pmta-lint-nonsense" # pmta-lint-disable-file no-a -- why', 'a 1'])).toEqual([]);
  });

  it('that is included twice is one file with one comment', () => {
    const config = '<domain x.com>\ninclude part\n</domain>\n<domain y.com>\ninclude part\n</domain>\n';
    expect(linted({ config, part: 'a 1 # pmta-lint-disable-line no-a -- why\n' })).toMatchObject({
      places: [],
      suppressed: 1,
    });
  });

  it('of several configurations has a comment in use if one of them needs it', () => {
    const inPool = flagging('inpool', {
      check: ({ model, report }) => {
        for (const use of model.named('a'))
          if (model.named('pool').length > 0)
            report({ location: { file: use.file, range: use.nameRange }, ...textMessage('a') });
      },
    });
    const given = { rules: [...RULES.slice(1), inPool], names: ['one', 'two'] };
    const part = 'a 1 # pmta-lint-disable-line no-inpool -- why\n';
    const one = 'include part\n';
    expect(linted({ part, one, two: 'pool\ninclude part\n' }, given)).toMatchObject({
      places: [],
      suppressed: 1,
    });
    expect(linted({ part, one, two: 'include part\n' }, given)).toMatchObject({
      places: ['part:1 unused-suppression'],
      suppressed: 0,
    });
  });

  it('of the defaults that PowerMTA ships is not the user’s', () => {
    const head = 'log-file /l\n<spool /s>\n</spool>\na 1\n';
    expect(
      linted({ config: head, 'config-defaults': '# pmta-lint-disable-file no-b -- why\n# pmta-lint-x\n' })
        .places,
    ).toEqual(['4 no-a']);
  });
});

describe('a comment that nothing is known of', () => {
  it.each([
    ['a word', '# pmta-lint-disable-nextline no-a -- x', "did you mean 'pmta-lint-disable-next-line'?"],
    ['a word that is near nothing', '# pmta-lint-ignore no-a', "there is 'pmta-lint-disable-next-line',"],
    [
      'a rule',
      '# pmta-lint-disable-file no-c, no-a -- x',
      "there is no rule 'no-c', so the comment hides nothing of it; pmta-lint rules lists them",
    ],
    ['a long rule', '# pmta-lint-disable-file unused-supression -- x', "did you mean 'unused-suppression'?"],
    [
      'a reason without its dashes',
      '# pmta-lint-disable-file no-a as agreed',
      "there is no rule 'as' or 'agreed', so the comment hides nothing of it; a reason stands behind ' -- '",
    ],
    [
      'a missing rule',
      '# pmta-lint-disable-file -- x',
      "'pmta-lint-disable-file' names no rule, so it hides nothing",
    ],
    ['a day', '# pmta-lint-disable-file no-a until=2026-02-30 -- x', "'until=2026-02-30' is no day"],
    ['a day in words', '# pmta-lint-disable-file no-a until=tomorrow -- x', "'until=tomorrow' is no day"],
    ['a day behind a blank', '# pmta-lint-disable-file no-a until 2026-12-01 -- x', "'until' is no day"],
    ['an option', '# pmta-lint-rule no-a=error --mosst 3', "did you mean '--most'?"],
    ['an option’s value', '# pmta-lint-rule no-a=error --most 30', 'the most is 9'],
    ['a level', '# pmta-lint-rule no-a=fatal', 'give ID=LEVEL'],
    ['nothing', '# pmta-lint-rule', 'give ID=LEVEL'],
  ])('is reported: %s', (_, comment, advice) => {
    const [first] = linted(`${comment}\n`).findings;
    expect(first?.rule).toBe('unused-suppression');
    expect(first?.message).toContain(advice);
    expect(first?.fix).toBeNull();
  });

  it('suppresses what it names right next to what is wrong, but nothing up to an impossible day', () => {
    expect(places(['a 1', '# pmta-lint-disable-file no-c, no-a -- why'])).toEqual(['2 unused-suppression']);
    expect(places(['a 1', '# pmta-lint-disable-file no-a until=2026-13-01 -- why'])).toEqual([
      '1 no-a',
      '2 unused-suppression',
    ]);
  });

  it('is left alone where it is prose, or the name of a file', () => {
    expect(
      places(['# see pmta-lint-disable-line', '# pmta-lint-config.json has more', '# pmta-lint is on']),
    ).toEqual([]);
  });

  it('shows nothing of a secret', () => {
    const text = 'password s3cret#pmta-lint-disable-line hunter2 until=hunter2 -- x\n# pmta-lint-x\n';
    const [first] = linted(`<smtp-user u>\n${text}</smtp-user>\n`).findings;
    expect(first?.rule).toBe('unused-suppression');
    expect(first?.message).not.toContain('hunter2');
  });
});

describe('a reason', () => {
  it.each([
    '# pmta-lint-disable-file no-a',
    '# pmta-lint-disable-file no-a --',
    '# pmta-lint-disable-file no-a -- ',
  ])('is missed in "%s", which suppresses all the same', (comment) =>
    expect(places(['a 1', comment])).toEqual(['2 suppression-without-reason']),
  );

  it('is missed where a rule is switched off, and not where it gets a level', () => {
    expect(places(['# pmta-lint-rule no-a=off', 'a 1'])).toEqual(['1 suppression-without-reason']);
    expect(places(['# pmta-lint-rule no-a=off -- why', 'a 1'])).toEqual([]);
    expect(places(['# pmta-lint-rule no-a=info', 'a 1'])).toEqual(['2 no-a']);
  });

  it('is not missed where the comment is unused, or at an end', () => {
    expect(places(['# pmta-lint-disable-file no-a'])).toEqual(['1 unused-suppression']);
    expect(places(['# pmta-lint-disable no-a -- x', 'a 1', '# pmta-lint-enable'])).toEqual([]);
  });
});

describe('until=', () => {
  const until = (day: string): readonly string[] =>
    places(['a 1', `# pmta-lint-disable-file no-a until=${day} -- why`]);

  it('is the last day on which a comment suppresses', () => {
    expect(until('2026-06-16')).toEqual([]);
    expect(until('2026-06-15')).toEqual([]);
    expect(until('2026-06-14')).toEqual(['1 no-a', '2 expired-suppression']);
  });

  it('that is over does not make a comment unused', () => {
    expect(places(['# pmta-lint-disable-file no-a until=2026-01-01 -- why'])).toEqual([
      '1 expired-suppression',
    ]);
  });

  it('that is over leaves an outer comment in effect', () => {
    const text = ['# pmta-lint-disable no-a -- why', '# pmta-lint-disable no-a until=2026-01-01 -- x', 'a 1'];
    expect(places(text)).toEqual(['2 expired-suppression']);
  });

  it('goes by the clock of the machine where the settings name no day', () => {
    const now = new Date();
    const at = (day: Date): string =>
      [day.getFullYear(), day.getMonth() + 1, day.getDate()]
        .map((part) => String(part).padStart(2, '0'))
        .join('-');
    const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
    const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    const text = (day: Date): string => `a 1 # pmta-lint-disable-line no-a until=${at(day)} -- why\n`;
    expect(linted(text(yesterday), { today: null }).places).toEqual(['1 no-a', '1 expired-suppression']);
    expect(linted(text(tomorrow), { today: null }).places).toEqual([]);
  });
});

it.each([
  ['over one another', '# pmta-lint-disable-next-line no-a -- why\n'],
  ['one behind the other', '# pmta-lint-disable no-a -- why\na 1\n# pmta-lint-enable\n'],
])('many comments %s are applied in time that grows with their number', (_, text) => {
  expect(growth(1000, (count) => linted(text.repeat(count)))).toBeLessThan(LINEAR);
});
