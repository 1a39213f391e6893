// Findings and where they stand

export { type Address, address, addressSegments } from "./address.ts";
export {
  compareFindings,
  compareText,
  type Edit,
  type Finding,
  isBlocking,
  type Level,
  type Outcome,
  type Severity,
} from "./finding.ts";
export type { Fix, FixChange } from "./fix.ts";
export { type FindingFacts, makeFinding } from "./make-finding.ts";
export { comparePlaces, formatPlace, type Place, type Position, type Range } from "./place.ts";

// Values

export { type Digest, digestBytes, digestJson, fingerprint, isDigest, shortDigest } from "./digest.ts";
export { canonicalJson, isJson, isJsonObject, type Json, type JsonObject, own } from "./json.ts";
export { isSpelledAlike, nearest } from "./nearest.ts";
export { isWithin, shownPath } from "./paths.ts";
export type { Layer, Origin, Resolved } from "./resolved.ts";

// Secrets

export { createLineCutter, type LineCutter } from "./line-cutter.ts";
export { redactor, Secret } from "./secret.ts";

// Effects

export type { Clock, Effects, Files, ProgressEvent } from "./effects.ts";
export { nodeClock, nodeEffects, nodeFiles } from "./node-effects.ts";
export { noticeOnce } from "./notice-once.ts";

// Errors

export { type ErrorFacts, type ErrorKind, errorMessage, isAbort, TowpathError } from "./errors.ts";
