/** A call that cannot be carried out as it stands. The message says what was wrong and what would be right. */
export class UsageError extends Error {}
