import { styleText } from 'node:util';

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

/** Makes a painter. Without colour it does not call Node, which would read the environment. */
export function painter(colour: boolean): Paint {
  if (!colour) return (_tone, text) => text;
  return (tone, text) => (text === '' ? '' : styleText(STYLES[tone], text, { validateStream: false }));
}
