/** What all errors of this package have in common. Whatever else is thrown is a mistake of ours: please report it. */
export class PmtaLintError extends Error {
  // Said in words: the bundle gives classes other names.
  override readonly name: string = 'PmtaLintError';
}

/** A call that cannot be carried out: an invalid domain, or a VMTA that the configuration does not define. */
export class InvalidArgumentError extends PmtaLintError {
  override readonly name = 'InvalidArgumentError';
}

/** Settings that say something they cannot, or a settings file that cannot be read. */
export class SettingsError extends PmtaLintError {
  override readonly name = 'SettingsError';
  /** One message a problem, with the place in front. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** A configuration that cannot be read. An unreadable include is not an error: the reports say `complete: false`. */
export class UnreadableError extends PmtaLintError {
  override readonly name = 'UnreadableError';
  /** As the reports would name it. */
  readonly path: string;
  /** The code of a failed call to the system (`ENOENT`, `EACCES`, …); '' for what is not a text. */
  readonly code: string;

  constructor(path: string, code: string, reason: string) {
    super(`'${path}' cannot be read: ${reason}`);
    this.path = path;
    this.code = code;
  }
}
