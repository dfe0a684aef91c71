/**
 * How the bytes of a file became text: UTF-8, or latin-1 if the bytes are not valid UTF-8, so that every byte
 * survives being read and written again.
 */
export type Encoding = 'utf8' | 'latin1';

/** The byte-order mark of UTF-8. */
const MARK = '\uFEFF';
const MARK_BYTES = Buffer.from(MARK);

/**
 * Decodes a file without loss. A byte-order mark stays in the text as U+FEFF; bytes after it that are not valid UTF-8
 * make the whole file latin-1, where each byte is one character of the same number.
 */
export function decode(bytes: Uint8Array): { text: string; encoding: Encoding } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, encoding: 'utf8' };
  } catch {
    // Newer versions of Node read TextDecoder('latin1') as windows-1252.
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const mark = MARK_BYTES.equals(all.subarray(0, MARK_BYTES.length)) ? MARK : '';
    const text = mark + all.toString('latin1', mark === '' ? 0 : MARK_BYTES.length);
    return { text, encoding: 'latin1' };
  }
}

/** The bytes of a text in the encoding it was read in: `encode(decode(bytes))` gives the same bytes. */
export function encode(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'latin1' && text.startsWith(MARK))
    return Buffer.concat([MARK_BYTES, Buffer.from(text.slice(MARK.length), encoding)]);
  return Buffer.from(text, encoding);
}
