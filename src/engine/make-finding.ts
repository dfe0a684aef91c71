import { withoutCredentials } from '../catalog/credentials.ts';
import type { Location } from '../model/source/source-file.ts';
import type { Finding, Fix, MessageData, ReportedLocation, Related, Severity } from './finding.ts';
import type { MessageText, Rule, RuleFinding, RuleFix } from './rule.ts';

function reportedLocation({ file, range }: Location): ReportedLocation {
  return { path: file.path, start: range.start, end: range.end };
}

/** What the title of a fix ends with that writes new lines where a `config-defaults` may say more than they do. */
const ASSUMPTION = ' (assumes no config-defaults)';

/** Whether a fix writes a line that was not there. */
function addsLines({ edits }: RuleFix): boolean {
  return edits.some(({ range, text }) => range.start === range.end && text.includes('\n'));
}

function fixOf(fix: RuleFix | null, mayLackDefaults: boolean): Fix | null {
  if (fix === null) return null;
  const assumes = mayLackDefaults && fix.effect === 'tightens' && addsLines(fix);
  return {
    effect: fix.effect,
    title: `${fix.title}${assumes ? ASSUMPTION : ''}`,
    edits: fix.edits.map((edit) => ({ ...reportedLocation(edit), text: edit.text })),
  };
}

/** Whether a fix rests on the assumption that the server has no `config-defaults`. */
export function assumesNoDefaults({ title }: Fix): boolean {
  return title.endsWith(ASSUMPTION);
}

function withoutSecrets(data: MessageData): MessageData {
  return JSON.parse(
    JSON.stringify(data, (_, value: unknown) =>
      typeof value === 'string' ? withoutCredentials(value) : value,
    ),
  ) as MessageData;
}

/** A finding from what a rule reported. Its text and its fix are made when they are first needed. */
export class LocatedFinding implements Finding {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  // Not #private: a finding with another fix inherits from this one (see `withFix`).
  private text: MessageText | undefined;
  private madeFix: Fix | null | undefined;

  constructor(
    private readonly source: Rule,
    private readonly reported: RuleFinding,
    readonly severity: Severity,
    private readonly mayLackDefaults: boolean,
  ) {
    const { file, range } = reported.location;
    this.path = file.path;
    this.start = range.start;
    this.end = range.end;
  }

  get rule(): string {
    return this.source.id;
  }

  get category(): string {
    return this.source.category;
  }

  get messageId(): string {
    return this.reported.messageId;
  }

  get data(): MessageData {
    return withoutSecrets(this.reported.data ?? {});
  }

  get message(): string {
    return this.texts().message;
  }

  get why(): string | undefined {
    return this.texts().why;
  }

  get help(): string | undefined {
    return this.texts().help;
  }

  get related(): readonly Related[] {
    return (this.reported.related ?? []).map(({ message, ...location }) => ({
      ...reportedLocation(location),
      message,
    }));
  }

  get fix(): Fix | null {
    if (this.madeFix === undefined) {
      const { fix } = this.reported;
      this.madeFix = fixOf(typeof fix === 'function' ? fix() : (fix ?? null), this.mayLackDefaults);
    }
    return this.madeFix;
  }

  /** All that a report has of it; without the model that the rule reported it from. */
  toJSON(): Finding {
    const { path, start, end, rule, category, severity, messageId, data, message, why, help, related, fix } =
      this;
    return { path, start, end, rule, category, severity, messageId, data, message, why, help, related, fix };
  }

  private texts(): MessageText {
    const make = this.source.messages[this.messageId];
    if (make === undefined) throw new Error(`${this.rule} has no message '${this.messageId}'`);
    return (this.text ??= make(this.reported.data));
  }
}

/** The same finding with another fix, which is made when it is first needed. */
export function withFix(finding: Finding, makeFix: () => Fix | null): Finding {
  return Object.create(finding, { fix: { get: makeFix, enumerable: true } }) as Finding;
}
