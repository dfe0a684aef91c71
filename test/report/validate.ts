import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** What RFC 3986 allows in a reference. */
const URI_REFERENCE = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9A-F]{2})*$/;

const known = new Map<string, ValidateFunction>();

function validatorOf(path: string): ValidateFunction {
  let validate = known.get(path);
  if (validate === undefined) {
    const ajv = new Ajv2020({
      allErrors: true,
      strictTypes: false,
      strictTuples: false,
      formats: {
        uri: (text) => URI_REFERENCE.test(text) && URL.canParse(text),
        'uri-reference': URI_REFERENCE,
        // Nothing of ours has one.
        'date-time': () => false,
        uuid: () => false,
      },
    });
    validate = ajv.compile(JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as object);
    known.set(path, validate);
  }
  return validate;
}

/** What is wrong with a value, by a JSON schema (draft 2020-12) of this repository; empty if nothing is. */
export function problems(path: string, value: unknown): string[] {
  const validate = validatorOf(path);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ''}`);
}

export function sarifProblems(text: string): string[] {
  return problems('test/fixtures/sarif/sarif-2.1.0.json', JSON.parse(text));
}

export function reportProblems(text: string): string[] {
  return problems('schemas/report.schema.json', JSON.parse(text));
}

export function effectiveProblems(text: string): string[] {
  return problems('schemas/effective.schema.json', JSON.parse(text));
}

export function compareProblems(text: string): string[] {
  return problems('schemas/compare.schema.json', JSON.parse(text));
}

export function replyProblems(text: string): string[] {
  return problems('schemas/reply.schema.json', JSON.parse(text));
}

export function rulesProblems(text: string): string[] {
  return problems('schemas/rules.schema.json', JSON.parse(text));
}

export function providersProblems(text: string): string[] {
  return problems('schemas/providers.schema.json', JSON.parse(text));
}

export function gitlabProblems(text: string): string[] {
  return problems('test/fixtures/gitlab/code-quality.schema.json', JSON.parse(text));
}
