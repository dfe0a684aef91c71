import { execFileSync, spawnSync } from 'node:child_process';

/** Whether there is a Perl to ask, of whose regular expressions PCRE is a copy. */
export const isPerlThere = spawnSync('perl', ['-v']).status === 0;

const PROGRAM = String.raw`
no warnings;
while (<STDIN>) {
  chomp;
  my ($p, $t) = map { pack 'H*', $_ } split /,/, $_, -1;
  my $found = eval { $t =~ /$p/i ? 1 : 0 };
  print defined $found ? $found : 'refused', "\n";
}`;

/** For each pattern and text whether Perl finds it, ignoring case; null when it refuses the pattern. */
export function askPerl(cases: readonly (readonly [source: string, text: string])[]): (boolean | null)[] {
  const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex');
  const input = cases.map(([source, text]) => `${hex(source)},${hex(text)}\n`).join('');
  const output = execFileSync('perl', ['-e', PROGRAM], {
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return output
    .trim()
    .split('\n')
    .map((it) => (it === 'refused' ? null : it === '1'));
}
