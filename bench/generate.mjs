/** Random whole numbers from 0 to `below`, exclusive (mulberry32): the same for the same seed on every machine. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PROVIDERS = 'gmail.com yahoo.com hotmail.com outlook.com aol.com icloud.com gmx.net web.de'.split(' ');
const TOP_LEVEL = ['com', 'net', 'org', 'de', 'fr', 'co.uk', 'com.br'];
const REPLIES = [
  'too many connections',
  'try again later',
  'temporarily deferred',
  'rate limit',
  'unusual rate',
  'blocked',
];

const HEAD = `# Generated for measuring
host-name mta.example.com
postmaster postmaster@example.com
http-mgmt-port 8080
http-access 127.0.0.1 monitor
run-as-root no
log-file /var/log/pmta/log
smtp-listener 0.0.0.0:25

<spool /var/spool/pmta>
    deliver-only no
</spool>

<acct-file /var/log/pmta/acct.csv>
    records d,b,t
    max-size 500M
    move-interval 1h
    delete-after 14d
</acct-file>

<source 127.0.0.1>
    always-allow-relaying yes
    process-x-virtual-mta yes
    add-message-id-header yes
</source>

<smtp-pattern-list backoff>
    reply /too many (connections|sessions)/ mode=backoff
    reply /rate limit(ed)? exceeded/ mode=backoff
    reply /^421 .*try again later/ mode=backoff
</smtp-pattern-list>

<bounce-category-patterns>
    /user (unknown|not found)/ bad-mailbox
    /mailbox (is )?full/ quota-issues
    /spam|blacklist|blocklist/ spam-related
    // other
</bounce-category-patterns>
`;

const TAIL = `
<domain *>
    max-smtp-out 20
    max-msg-per-connection 100
    max-msg-rate 1000/h
    retry-after 15m
    bounce-after 4d12h
    smtp-pattern-list backoff
    backoff-max-msg-rate 100/h
    backoff-retry-after 1h
    backoff-to-normal-after 2h
    use-starttls yes
</domain>
`;

/** The kinds of block, and how many of 100 are of each. */
const BLOCKS = [
  { share: 38, write: domain },
  { share: 30, write: virtualMta },
  { share: 8, write: pool },
  { share: 6, write: patternList },
  { share: 10, write: macro },
  { share: 8, write: remarks },
];

function domain(number, pick) {
  const provider = pick(4) === 0;
  const name = provider
    ? `mail${number}.${PROVIDERS[pick(PROVIDERS.length)]}`
    : `customer-${number}.${TOP_LEVEL[pick(TOP_LEVEL.length)]}`;
  return `<domain ${name}>
    max-smtp-out ${1 + pick(30)}
    max-msg-per-connection ${10 * (1 + pick(20))}
    max-msg-rate ${100 * (1 + pick(50))}/h${pick(3) === 0 ? '   # agreed with the postmaster' : ''}
    retry-after ${5 + pick(55)}m
    bounce-after ${1 + pick(4)}d${1 + pick(23)}h
    smtp-pattern-list backoff
    backoff-max-msg-rate ${10 * (1 + pick(9))}/h
    dkim-sign ${pick(2) === 0 ? 'yes' : 'no'}
</domain>
`;
}

function virtualMta(number, pick) {
  const address = `10.${(number >> 16) % 256}.${(number >> 8) % 256}.${number % 256}`;
  return `<virtual-mta vmta${number}>
    smtp-source-host ${address} mta${number}.example.com
    domain-key key1,example.com,/etc/pmta/keys/key1.pem
    <domain ${PROVIDERS[pick(PROVIDERS.length)]}>
        max-smtp-out ${1 + pick(20)}
        max-msg-rate ${100 * (1 + pick(20))}/h
    </domain>
</virtual-mta>
`;
}

function pool(number, pick) {
  const members = Array.from({ length: 2 + pick(5) }, (_, at) => `    virtual-mta member${number}-${at}\n`);
  const vmtas = members.map(
    (_, at) => `<virtual-mta member${number}-${at}>
    smtp-source-host 10.200.${number % 256}.${at + 1} member${number}-${at}.example.com
</virtual-mta>
`,
  );
  return `${vmtas.join('')}<virtual-mta-pool pool${number}>\n${members.join('')}</virtual-mta-pool>\n`;
}

function patternList(number, pick) {
  const rules = Array.from({ length: 4 + pick(8) }, (_, at) => {
    const reply = REPLIES[pick(REPLIES.length)];
    return `    reply /4${pick(6)}${pick(10)} .*${reply} \\(?${number}-${at}\\)?/ mode=backoff\n`;
  });
  return `<smtp-pattern-list list${number}>\n${rules.join('')}</smtp-pattern-list>\n`;
}

function macro(number, pick) {
  return `domain-macro group${number} first-${number}.example, second-${number}.example, third-${number}.example
<domain $group${number}>
    max-smtp-out ${1 + pick(10)}
    max-msg-rate ${50 * (1 + pick(10))}/h
</domain>
`;
}

function remarks(number, pick) {
  const lines = Array.from(
    { length: 1 + pick(4) },
    (_, at) => `# Note ${number}.${at}: warmed up, see the log of that week\n`,
  );
  return `\n${lines.join('')}\n`;
}

function blockFor(draw) {
  let left = draw;
  return BLOCKS.find(({ share }) => (left -= share) < 0);
}

/**
 * A configuration with many domains, virtual MTAs and pools, pattern lists, macros and comments.
 * @param {{ lines: number, seed?: number }} options
 * @returns {string} exactly that many lines, each ended by LF; all sections are closed
 * @throws {RangeError} for fewer lines than the first and the last part have
 */
export function generateConfiguration({ lines, seed = 1 }) {
  const countLines = (text) => text.split('\n').length - 1;
  const pick = randomNumbers(seed);
  const room = lines - countLines(HEAD) - countLines(TAIL);
  if (room < 0) throw new RangeError(`a configuration of ${lines} lines is too short`);
  const parts = [HEAD];
  let used = 0;
  for (let number = 1; used < room; number++) {
    const block = blockFor(pick(100)).write(number, pick);
    const size = countLines(block);
    parts.push(used + size <= room ? block : '# End of the domains\n'.repeat(room - used));
    used = Math.min(used + size, room);
  }
  return parts.join('') + TAIL;
}
