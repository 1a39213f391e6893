// Two graphs
export { diffGraphs } from "./diff-graphs.ts";
// What a difference comes to, for plans too
export type { Difference } from "./difference.ts";
export type * from "./graph-difference.ts";
export { isSameJson, jsonDifferences } from "./json-differences.ts";
export { type Reading, readDifferences, readRemoval, readReplacement } from "./read-differences.ts";
export { RISKS, type Risk, worstRisk } from "./risk.ts";
