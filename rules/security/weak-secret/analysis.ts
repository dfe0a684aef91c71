/**
 * What guessers try first, in lower case and without signs between: the head of public lists of leaked passwords,
 * keyboard rows, and words of the trade.
 */
const COMMON = new Set(
  (
    '123qwe 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx abc admin administrator asdf asdfgh asdfghjkl baseball batman ' +
    'changeit changeme changemenow changemeplease changethis default demo dragon email example fixme football foobar guest hello ' +
    'iloveyou insecure letmein letmeinnow login mail mailer master monkey mta none null passphrase passw password ' +
    'pass passwd placeholder pmta pmtaadmin pmtauser port port25 powermta princess pwd qazwsx qwer qwert qwerty ' +
    'qwertyuiop replaceme replacethis root sample secret shadow smtp smtpauth smtppass smtprelay smtpuser sparkpost ' +
    'sunshine superman supersecret temp temporary test tester testing testpass testuser testtest todo topsecret ' +
    'trustno user username welcome zaq12wsx zxcvbn zxcvbnm'
  ).split(' '),
);

/** `your-password`, `MY_API_KEY_HERE`, `insert-your-secret-token`: what a form asks its reader to fill in. */
const BLANK =
  /^(?:insert|enter|put|type|replace|change|choose|use|set|add)?(?:this|with|the|an?)?(?:your|my|our|some)?(?:own|new|real|strong|secure|random|long|very|secret|smtp|http|api|auth|access|user|pmta|powermta|sparkpost)*(?:password|passwd|passphrase|pass|secret|apikey|key|token|value)(?:goes|to)?(?:here|please|now)?$/;

/** `CHANGE_ME_TO_A_LONG_ONE`, `YOUR_KEY_HERE_32_CHARACTERS`, `REPLACE_THIS`: how a form begins. */
const BLANK_BEGINS = /^\W*(?:change[-_ ]?me|replace|your[-_ ].*[-_ ]here)(?![a-z\d])/i;

/** Words in capitals that name a secret, or what to do with it: `SMTP_PASSWORD`, `STRONG_SECRET`. */
const NAMES_IN_CAPITALS = /^\W*(?=[A-Z0-9_ -]*(?:CHANGE|SECRET|PASSWORD|PLACEHOLDER))[A-Z0-9_ -]+\W*$/;

const LEET: Readonly<Record<string, string>> = {
  '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i',
}; // prettier-ignore

function squeezed(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

function readAsLetters(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => LEET[sign] ?? sign);
}

/** The words that a text may be made from: as it is, without what is often put around a word, with signs read as letters. */
function wordsIn(text: string): Set<string> {
  const folded = text.toLowerCase();
  const core = /^[^a-z]{0,2}([a-z].*?)[^a-z]{0,5}$/.exec(folded)?.[1] ?? folded;
  const words = [folded, core, readAsLetters(folded), readAsLetters(core)].map(squeezed);
  const halves = words.flatMap((word) => {
    const half = word.slice(0, word.length / 2);
    return half !== '' && half + half === word ? [half] : [];
  });
  return new Set([...words, ...halves]);
}

/** Whether a text is a few rows of neighbours (`12345678`, `abcd1234`), or made of two different characters at most. */
function isRow(text: string): boolean {
  const codes = Array.from(text.toLowerCase(), (character) => character.codePointAt(0) ?? 0);
  if (new Set(codes).size <= 2) return true;
  let rows = 1;
  let step: number | null = null;
  for (let at = 1; at < codes.length; at++) {
    const next = (codes[at] ?? 0) - (codes[at - 1] ?? 0);
    if (Math.abs(next) <= 1 && (step === null || next === step)) step = next;
    else {
      rows++;
      step = null;
    }
  }
  return rows * 4 <= codes.length;
}

/**
 * Whether a secret is among the first that a guesser tries: a common word with what people put around it, a row of
 * characters, the blank of a form, or a name that is written next to it.
 *
 * @param isOwnWord Whether the settings name a word (lower case) as guessable.
 */
export function isGuessable(secret: string, names: readonly string[], isOwnWord: (word: string) => boolean) {
  if (isRow(secret) || BLANK_BEGINS.test(secret) || NAMES_IN_CAPITALS.test(secret)) return true;
  const own = new Set(names.map((name) => squeezed(name.toLowerCase())).filter((name) => name.length > 2));
  const words = [...wordsIn(secret)];
  return words.some((word) => COMMON.has(word) || BLANK.test(word) || own.has(word) || isOwnWord(word));
}
