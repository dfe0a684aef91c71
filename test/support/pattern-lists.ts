/** An smtp-pattern-list of rules without their `reply`. */
export function replyList(...rules: readonly string[]): string {
  return `<smtp-pattern-list x>\n${rules.map((rule) => `reply ${rule}\n`).join('')}</smtp-pattern-list>\n`;
}

/** A pattern-list of lines. */
export function mailList(...lines: readonly string[]): string {
  return `<pattern-list x>\n${lines.map((line) => `${line}\n`).join('')}</pattern-list>\n`;
}

/** Bounce categories of lines. */
export function categoryList(...lines: readonly string[]): string {
  return `<bounce-category-patterns>\n${lines.map((line) => `${line}\n`).join('')}</bounce-category-patterns>\n`;
}
