/** What rules use, in one import: the rule contract, messages, the model, facts and edits. CONTRIBUTING.md explains it. */
export type { Range } from '../grammar/range.ts';
export type { Line } from '../grammar/tree.ts';
export { getOrMake, groupBy, memoize, pushTo } from '../src/base/collections.ts';
export { foldName, effectiveOf } from '../src/catalog/decisions.ts';
export { allowsIn, findDirective, type Directive } from '../src/catalog/directives.ts';
export { nearest } from '../src/catalog/nearest.ts';
export { findProvider, providerOfDomain, providers, type Provider } from '../src/catalog/providers.ts';
export { findSection, mayHold } from '../src/catalog/sections.ts';
export { parseValue } from '../src/catalog/values.ts';
export { secondsOfInterval } from '../src/catalog/values/interval.ts';
export { booleanOf } from '../src/catalog/values/scalar.ts';
export { unquote } from '../src/catalog/values/words.ts';
export {
  changeSetting,
  editsOf,
  repeatsOf,
  setDirective,
  setValue,
  switchOff,
} from '../src/edits/plan-edits.ts';
export { connectionsIn, firstInterval, perMinute } from '../src/edits/provider-figures.ts';
export { insertAfterLine, insertLines, removeLine, replaceName, replaceValue } from '../src/edits/writing.ts';
export type { Severity } from '../src/engine/finding.ts';
export {
  count,
  dataOfLine,
  extentOfQueues,
  extentWords,
  isSecret,
  type LineData,
  listOf,
  quote,
  shownValue,
} from '../src/engine/message.ts';
export { hasPlaceholder } from '../src/catalog/placeholders.ts';
export {
  defineRule,
  type RuleContext,
  type RuleEdit,
  type RuleFinding,
  type RuleFix,
} from '../src/engine/rule.ts';
export type { Settings } from '../src/engine/settings.ts';
export { accountingFilesOf, isWhollyKnown, linesOf } from '../src/model/accounting-files.ts';
export { recordedFiles, typesIn, type RecordedFile } from '../src/model/accounting-records.ts';
export { patternListsOf, type PatternRule } from '../src/model/lists/pattern-lists.ts';
export { readListOf, type ReadList } from '../src/model/lists/read-patterns.ts';
export type { Model } from '../src/model/model.ts';
export { placementAt, placementOf } from '../src/model/placement.ts';
export { wayIntoBackoff } from '../src/model/queues/backoff.ts';
export { namedQueueOf } from '../src/model/queues/block-queue.ts';
export {
  destinationOf,
  domainBlocks,
  domainLines,
  extentOfLine,
  lineFor,
  valueFor,
  type DomainLine,
} from '../src/model/queues/domain-lines.ts';
export { Plan } from '../src/model/queues/plan.ts';
export { exceededLimits, extentOfPlace } from '../src/model/queues/provider-limits.ts';
export { mostSpecificBlock, providerQueuesOf, providersNamed } from '../src/model/queues/provider-queues.ts';
export type { VmtaGroup } from '../src/model/queues/vmta-groups.ts';
export { readDomainPattern } from '../src/model/scopes/domain-index.ts';
export { type Queue } from '../src/model/scopes/queue.ts';
export { DEFAULT_VMTA } from '../src/model/scopes/vmtas.ts';
export { hasSecret, withoutSecrets } from '../src/model/secrets.ts';
export { areUnsetKnown } from '../src/model/source-reach.ts';
export { haveOneValue } from '../src/model/source/canonical.ts';
export { DirectiveUse, SectionUse, type OtherUse } from '../src/model/source/content.ts';
export { isTemplateLine } from '../src/model/source/extent.ts';
export type { Location, SourceFile } from '../src/model/source/source-file.ts';
