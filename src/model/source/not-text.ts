/** Why bytes are not configuration text; null for text. Single control characters are left to the rules. */
export function whyNotText(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return 'it is UTF-16 text; PowerMTA reads UTF-8 (iconv -f UTF-16 -t UTF-8 converts it)';
  }
  const head = bytes.subarray(0, 8192);
  if (!head.includes(0)) return null;
  const zeros = head.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  return zeros > 1 && zeros > head.length / 100
    ? `it is no text: byte ${head.indexOf(0) + 1} is NUL, and more follow`
    : null;
}
