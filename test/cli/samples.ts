/** One finding each, of the severity in its name; `fixable` is a warning with a neutral fix. */
export const ERROR = '!!!\n';
export const WARNING = 'bogus x\n';
export const INFO = 'include none/*.conf\n';
export const FIXABLE = '<domain example.com>\n  max-msg-per-hour 500\n</domain>\n';
export const FIXED = '<domain example.com>\n  max-msg-rate 500/h\n</domain>\n';

const numbered = (letter: string): string => Array.from({ length: 400 }, (_, n) => `${letter}${n}`).join(',');

/** Macros `$a` and `$b`, of which `<domain $a.$b>` stands for more domains than are computed. */
export const LONG_MACROS = `domain-macro a ${numbered('a')}\ndomain-macro b ${numbered('b')}\n`;

/** The findings of a concise report as `path:line:column rule`. */
export function findingsIn(report: string): string[] {
  return [...report.matchAll(/^(.*:\d+:\d+): (?:error|warning|info): .* \[([\w-]+)\]$/gm)].map(
    ([, place = '', rule = '']) => `${place} ${rule}`,
  );
}
