// Waivers: dated, owned exceptions

export { type CommentText, commentTexts } from "./comment-text.ts";
export { addressOf, covers } from "./covers.ts";
export { dayOf } from "./days.ts";
export { type Ignore, readIgnores } from "./read-ignores.ts";
export { type ResolvedWaivers, resolveWaivers } from "./resolve-waivers.ts";
export type { ServiceScope, WaiverScope } from "./scope.ts";
export { type SourcedWaiver, sourceWaivers, type WaiverSource } from "./sourced-waiver.ts";
export type { WaiverStanding, WaiverState } from "./standing.ts";
export { type WaivableRule, waivableRules } from "./waivable-rule.ts";
export type { WaiverCode } from "./waiver-finding.ts";
export type { WaiverOptions } from "./waiver-options.ts";
