// Errors
export { LocalEngineError, type LocalEngineErrorCode } from "./errors.ts";
