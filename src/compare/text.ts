/** A value with its blanks evened out, so that layout makes no difference. */
export function canonicalText(value: string): string {
  return value.trim().replace(/\s+/g, ' ').replace(/ ?, ?/g, ',');
}
