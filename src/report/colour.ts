import { styleText } from 'node:util';

/** What a piece of text is, not how it looks. */
export type Tone = 'error' | 'warning' | 'info' | 'related' | 'path' | 'strong' | 'faint' | 'good';

/** Gives a text its tone, or leaves it as it is. */
export type Paint = (tone: Tone, text: string) => string;

const STYLES = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  info: ['bold', 'cyan'],
  related: ['blue'],
  path: ['bold', 'underline'],
  strong: ['bold'],
  faint: ['dim'],
  good: ['green'],
} satisfies Record<Tone, Parameters<typeof styleText>[0]>;

/** The painter of a report. Without colour it never calls Node, which would look at the environment by itself. */
export function painter(colour: boolean): Paint {
  if (!colour) return (_tone, text) => text;
  return (tone, text) => (text === '' ? '' : styleText(STYLES[tone], text, { validateStream: false }));
}
