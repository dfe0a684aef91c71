import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { XmlDocument, XmlElement, XmlText, XsdValidator } from 'libxml2-wasm';

const FIXTURES = resolve(import.meta.dirname, '../fixtures/xml');

/** An element as a program that reads the file gets it. */
export interface ReadElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The elements in it. */
  readonly children: readonly ReadElement[];
  /** Of itself, not of what is in it. */
  readonly text: string;
}

function read(element: XmlElement): ReadElement {
  const children: ReadElement[] = [];
  let text = '';
  for (let node = element.firstChild; node !== null; node = node.next) {
    if (node instanceof XmlElement) children.push(read(node));
    else if (node instanceof XmlText) text += node.content;
  }
  const attributes = Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));
  return { name: element.name, attributes, children, text };
}

/** Does something with a document and frees its memory. Throws for what is not XML. */
function withDocument<T>(text: string, use: (document: XmlDocument) => T): T {
  const document = XmlDocument.fromString(text);
  try {
    return use(document);
  } finally {
    document.dispose();
  }
}

/** The root of an XML document as libxml2 reads it. Throws for what is not XML. */
export function readXml(text: string): ReadElement {
  return withDocument(text, ({ root }) => read(root));
}

/** What is wrong with a document by a schema in test/fixtures/xml; empty if nothing is. */
export function xmlProblems(schema: 'junit' | 'checkstyle', text: string): string[] {
  return withDocument(readFileSync(join(FIXTURES, `${schema}.xsd`), 'utf8'), (rules) => {
    const validator = XsdValidator.fromDoc(rules);
    try {
      withDocument(text, (document) => {
        validator.validate(document);
      });
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    } finally {
      validator.dispose();
    }
  });
}
