import type { AnyMessages } from '../../src/engine/rule.ts';

/** The messages of a test's rule: the text is the data. Report with `textMessage(text)`. */
export const TEXT_MESSAGES: AnyMessages = {
  text: (data) => ({ message: String(data?.text) }),
};

/** The message id and the data for a text. */
export function textMessage(text: string): { messageId: string; data: { text: string } } {
  return { messageId: 'text', data: { text } };
}
