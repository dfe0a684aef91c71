import { symbolOf } from '../../base/visible.ts';

/** An element of an XML document. It holds elements or lines of text, not both. */
export interface XmlElement {
  readonly name: string;
  /** In the order in which they are written; undefined ones are left out. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children?: readonly XmlElement[];
  readonly lines?: readonly string[];
}

/** Characters that XML 1.0 does not allow, not even as a reference. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Markup, blanks that a reader would change, and what a terminal obeys. */
const SPELT = /[&<>"\t\n\r\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text for an element or an attribute, escaped; characters that XML does not allow become symbols. */
function xmlText(text: string): string {
  return text
    .replace(FORBIDDEN, symbolOf)
    .replace(SPELT, (sign) => NAMED[sign] ?? `&#${sign.codePointAt(0) ?? 0};`);
}

function elementLines({ name, attributes, children = [], lines = [] }: XmlElement, indent: string): string[] {
  const written = Object.entries(attributes).flatMap(([attribute, value]) =>
    value === undefined ? [] : ` ${attribute}="${xmlText(`${value}`)}"`,
  );
  const tag = `${indent}<${name}${written.join('')}`;
  // An indent would be read as part of the text.
  if (lines.length > 0) return [`${tag}>${lines.map(xmlText).join('\n')}</${name}>`];
  if (children.length === 0) return [`${tag}/>`];
  return [
    `${tag}>`,
    ...children.flatMap((child) => elementLines(child, `${indent}  `)),
    `${indent}</${name}>`,
  ];
}

/** A document with this root: UTF-8, two spaces of indent, a newline at the end. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementLines(root, '').join('\n')}\n`;
}
