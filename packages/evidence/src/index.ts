// Errors
export { EvidenceError, type EvidenceErrorCode } from "./errors.ts";
