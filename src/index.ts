/*
 * The library: what the commands do, as functions. Nothing is printed, nothing ends the process, and where the process
 * happens to be counts for nothing.
 */
export { compare, effective, fix, lint, reply } from './library/functions.ts';
export { InvalidArgumentError, PmtaLintError, SettingsError, UnreadableError } from './library/errors.ts';
export type {
  ChangedFile,
  Configuration,
  ConfigurationText,
  FixOptions,
  FixReport,
  LintOptions,
  QueueOptions,
  ReadingOptions,
} from './library/options.ts';
export type {
  BaselineUse,
  OverriddenSetting,
  CheckedFile,
  CompareReport,
  EffectiveReport,
  EffectiveSetting,
  LinePlace,
  LintReport,
  PatternMatch,
  RelatedPlace,
  ReplyDecision,
  ReplyReport,
  ReportedChange,
  ReportedEdit,
  ReportedFinding,
  ReportedFix,
  ReportedMeaning,
  SameCode,
  TextPoint,
  UndecidedPattern,
} from './report/shapes.ts';
export type { Failure } from './app/report.ts';
export type { WithheldFix } from './fix/passes.ts';
export type { Position } from '../grammar/lines.ts';
export type { ReplyMeaning, ReplyRemedy } from './catalog/replies.ts';
export type { ChangeSubject } from './compare/change.ts';
export type { Risk } from './compare/risk.ts';
export type { FixCounts, FixEffect, MessageData, Severity } from './engine/finding.ts';
export type { OptionValue } from './engine/rule-options.ts';
export type { OwnLimits, Reputation, RuleLevel } from './engine/settings.ts';
export type { PmtaVersion } from './model/model.ts';
export type { SettingScope } from './model/scopes/queue.ts';
export type {
  AppliedEffect,
  SettingsFile,
  WrittenChoice,
  WrittenOverride,
  WrittenRules,
} from './settings/settings-file.ts';
