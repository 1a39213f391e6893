// Errors

// Places, addresses, findings
export { type Address, address, addressSegments } from "./address.ts";
export { type Digest, digestBytes, digestJson, fingerprint, shortDigest } from "./digest.ts";
// Effects
export type { Clock, Effects, Files, ProgressEvent } from "./effects.ts";
export { type ErrorFacts, type ErrorKind, errorMessage, isAbort, TowpathError } from "./errors.ts";
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

// Values
export { canonicalJson, isJson, isJsonObject, type Json, type JsonObject, own } from "./json.ts";
export { createLineCutter, type LineCutter } from "./line-cutter.ts";
export { nearest } from "./nearest.ts";
export { nodeClock, nodeEffects, nodeFiles } from "./node-effects.ts";
export { comparePlaces, formatPlace, type Place, type Position, type Range } from "./place.ts";
export type { Layer, Origin, Resolved } from "./resolved.ts";
export { redactor, Secret } from "./secret.ts";
