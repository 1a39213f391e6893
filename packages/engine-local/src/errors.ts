import { TowpathError } from "@towpath/core";

/** What this engine refuses or fails with. Each code has a page in the docs; codes are never reused. */
export type LocalEngineErrorCode =
  | "engine-local/process-not-started"
  | "engine-local/process-not-stopped"
  | "engine-local/port-not-found"
  | "engine-local/platform-unsupported";

/** What the local engine could not do. */
export class LocalEngineError extends TowpathError<LocalEngineErrorCode> {
  override readonly name = "LocalEngineError";
}
