export type { Difference } from "./difference.ts";
export { isSameJson, jsonDifferences } from "./json-differences.ts";
export { type Reading, readDifferences, readRemoval, readReplacement } from "./read-differences.ts";
export { RISKS, type Risk, worstRisk } from "./risk.ts";
