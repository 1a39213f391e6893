// Waivers: dated, owned exceptions

export { type CommentText, commentTexts } from "./comment-text.ts";
export { addressOf, covers, isWithinAddress } from "./covers.ts";
export { dayAfter, dayOf, daysBetween } from "./days.ts";
export { IGNORE_WORD, type Ignore, readIgnores } from "./read-ignores.ts";
export { type ResolvedWaivers, resolveWaivers } from "./resolve-waivers.ts";
export type { ServiceScope, WaiverScope } from "./scope.ts";
export { type SourcedWaiver, sourceWaivers, type WaiverSource } from "./sourced-waiver.ts";
export type { WaiverStanding, WaiverState } from "./standing.ts";
export { MOST_DAYS, type WaivableRule, waivableRules } from "./waivable-rule.ts";
export type { WaiverCode } from "./waiver-finding.ts";
export type { WaiverOptions } from "./waiver-options.ts";
