import fc from 'fast-check';

/** A configuration in several files, and the questions about it. */
export interface GeneratedConfiguration {
  /** Texts by their name in the folder of the main file `config`. */
  readonly files: Readonly<Record<string, string>>;
}

/** Domains that the patterns of generated configurations match in many ways, or not at all. */
export const WANTED_DOMAINS = [
  'gmail.com',
  'googlemail.com',
  'yahoo.com',
  'yahoo.co.uk',
  'example.com',
  'b.example.com',
  'a.b.example.com',
  'gmail.queue',
  'elsewhere.net',
] as const;

/** VMTAs to ask about: with and without sections, in pools, and none (null). */
export const WANTED_VMTAS = [null, 'v1', 'v2', 'V3', 'v4', 'nobody'] as const;

/** The directives in generated blocks, by their present names. */
export const WANTED_DIRECTIVES = [
  'max-smtp-out',
  'max-msg-rate',
  'smtp-hosts',
  'queue-to',
  'bcc-upon-delivery',
  'bounce-after',
  'source-ip-max-smtp-out',
] as const;

const pattern = fc.constantFrom(
  // Some more often than others, so that blocks meet.
  '*',
  '*',
  '*',
  'gmail.com',
  '$many',
  'gmail.com',
  'GMail.com',
  'yahoo.com',
  'example.com',
  'a.b.example.com',
  'gmail.queue',
  '*.example.com',
  '[*.]example.com',
  '*.b.example.com',
  '[*.]B.example.com',
  '*.com',
  '$gmail',
  '$yahoo',
  'yahoo.$tld',
  'yahoo$dotted',
  '*.$ex',
  '[*.]$ex',
  '$many',
  '$nowhere',
);

const macro = fc.constantFrom(
  'gmail gmail.com, googlemail.com',
  'gmail gmail.com',
  'yahoo yahoo.$tld',
  'tld com, co.uk',
  'tld com',
  'dotted .com,.co.uk',
  'ex example.com,b.example.com',
  'many $gmail, *.example.com, *',
  'nowhere $missing, gmail.com',
  // Wrapped onto a second line.
  'gmail gmail.com,\n   googlemail.com',
);

const setting = fc.constantFrom(
  'max-smtp-out 1',
  'max-smtp-out 2',
  'Max-SMTP-Out 3',
  'max-smtp-out',
  'max-smtp-out 4 ',
  'max-msg-rate 10/h',
  'max-msg-rate 20/hour',
  'max-msg-per-hour 30',
  'max-msg-rate "40/h"',
  'smtp-hosts "[192.0.2.1]:25, lookup-mx:x.com"',
  'smtp-hosts ""',
  'route [192.0.2.2]:25',
  'smtp-hosts "open',
  'queue-to gmail.queue',
  'queue-to example.com',
  'queue-to ""',
  'bcc-upon-delivery a@b.example',
  'bcc-upon-delivery ""',
  'bounce-after 4d12h',
  'source-ip-max-smtp-out 10/8 5',
  'source-ip-max-smtp-out 192.0.2/24 6',
  'no-such-directive 7',
  'include domain-part.conf',
);

const vmtaLine = fc.constantFrom(
  'smtp-source-host 192.0.2.1 m.example',
  'max-smtp-out 50',
  'host-name m.example',
);
const topLine = fc.constantFrom(
  'host-name x.example',
  'postmaster p@x.example',
  'include top-part.conf',
  'max-smtp-out 9',
);

const domainBlock = fc
  .tuple(pattern, fc.array(setting, { maxLength: 5, size: 'max' }))
  .map(([argument, settings]) => [`<domain ${argument}>`, ...settings, '</domain>']);

const vmtaBlock = fc
  .tuple(
    fc.constantFrom('v1', 'v2', 'v3', 'V1', '{default}'),
    fc.array(
      fc.oneof(
        { weight: 1, arbitrary: vmtaLine.map((line) => [line]) },
        { weight: 2, arbitrary: domainBlock },
      ),
      {
        maxLength: 3,
      },
    ),
    fc.boolean(),
  )
  .map(([name, content, includes]) => [
    `<virtual-mta ${name}>`,
    ...content.flat(),
    ...(includes ? ['include vmta-part.conf'] : []),
    '</virtual-mta>',
  ]);

const poolBlock = fc
  .tuple(
    fc.constantFrom('p1', 'p2'),
    fc.subarray(['v1', 'v2', 'V3', 'v4', 'unknown', '{default}']),
    fc.array(domainBlock, { maxLength: 2 }),
  )
  .map(([name, members, blocks]) => [
    `<virtual-mta-pool ${name}>`,
    ...members.map((member) => `virtual-mta ${member}`),
    ...blocks.flat(),
    '</virtual-mta-pool>',
  ]);

const block = fc.oneof(
  { weight: 4, arbitrary: domainBlock },
  { weight: 3, arbitrary: vmtaBlock },
  { weight: 2, arbitrary: poolBlock },
  { weight: 2, arbitrary: macro.map((definition) => [`domain-macro ${definition}`]) },
  { weight: 1, arbitrary: topLine.map((line) => [line]) },
);

interface Layout {
  readonly indents: readonly string[];
  readonly gaps: readonly string[];
  readonly tails: readonly string[];
  readonly between: readonly string[];
  readonly lineEnd: string;
  readonly mark: string;
  readonly endsWithLineEnd: boolean;
}

const layout: fc.Arbitrary<Layout> = fc.record({
  indents: fc.array(fc.constantFrom('', '  ', '\t', ' \t '), { minLength: 1, maxLength: 5 }),
  gaps: fc.array(fc.constantFrom(' ', '   ', '\t', ' \t'), { minLength: 1, maxLength: 3 }),
  tails: fc.array(fc.constantFrom('', '', ' ', '\t', ' # note', '# </domain>', ' # max-smtp-out 99'), {
    minLength: 1,
    maxLength: 7,
  }),
  between: fc.array(
    fc.constantFrom('', '', '', '\n', '# <domain gmail.com>\n', '   \n', '#max-smtp-out 77\n'),
    {
      minLength: 1,
      maxLength: 7,
    },
  ),
  lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
  mark: fc.constantFrom('', '', '\uFEFF'),
  endsWithLineEnd: fc.boolean(),
});

function pick(choices: readonly string[], at: number): string {
  return choices[at % choices.length] ?? '';
}

/** Writes lines with the spacing, comments and line ends of a layout; what they say stays. */
function laidOut(lines: readonly string[], style: Layout): string {
  const text = lines
    .map((line, index) => {
      const spaced = line.startsWith('<') ? line : line.replace(' ', pick(style.gaps, index));
      // A comment after an open quote or a wrapped list would be another line altogether.
      const tail = /"[^"]*$|\n/.test(line.replace(/"[^"]*"/g, '')) ? '' : pick(style.tails, index);
      return `${pick(style.between, index)}${pick(style.indents, index)}${spaced}${tail}`;
    })
    .join('\n');
  const whole = style.endsWithLineEnd && lines.length > 0 ? `${text}\n` : text;
  return style.mark + whole.replace(/\n/g, style.lineEnd);
}

/**
 * Configurations as people write them, small: domains by name, macro and wildcard, VMTAs and pools with blocks of
 * their own, repeats, files included at the top, in a VMTA and in a domain, odd spacing, comments, CRLF and a mark at
 * the start. Sections are closed in the file that opens them.
 */
export function generatedConfigurations(): fc.Arbitrary<GeneratedConfiguration> {
  return fc
    .record({
      main: fc.array(block, { maxLength: 14, size: 'max' }),
      top: fc.array(block, { maxLength: 4, size: 'max' }),
      inDomain: fc.array(
        setting.filter((line) => !line.startsWith('include')),
        { maxLength: 3 },
      ),
      inVmta: fc.array(domainBlock, { maxLength: 2, size: 'max' }),
      styles: fc.tuple(layout, layout, layout, layout),
    })
    .map(({ main, top, inDomain, inVmta, styles }) => {
      // What is included must not include itself.
      const topLines = top.flat().filter((line) => line !== 'include top-part.conf');
      return {
        files: {
          config: laidOut(main.flat(), styles[0]),
          'top-part.conf': laidOut(topLines, styles[1]),
          'domain-part.conf': laidOut(inDomain, styles[2]),
          'vmta-part.conf': laidOut(inVmta.flat(), styles[3]),
        },
      };
    });
}

/** One text of such a configuration, as a file on its own. */
export function generatedTexts(): fc.Arbitrary<string> {
  return generatedConfigurations().map(({ files }) => files.config ?? '');
}
