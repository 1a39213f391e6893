import type { ServiceOnMachine } from "../stop-everything.ts";

/** What can be wrong with a data folder. Each has a section in operations' page on `doctor`; codes are never reused. */
export type AilmentCode =
  | "doctor/folder-from-elsewhere"
  | "doctor/folder-unwritable"
  | "doctor/folder-open"
  | "doctor/key-open"
  | "doctor/owned-by-another"
  | "doctor/disk-nearly-full"
  | "doctor/state-damaged"
  | "doctor/state-newer"
  | "doctor/record-damaged"
  | "doctor/run-cut-short"
  | "doctor/lock-left"
  | "doctor/thing-gone"
  | "doctor/thing-unknown"
  | "doctor/thing-kept"
  | "doctor/stale-record"
  | "doctor/stray-process"
  | "doctor/port-taken"
  | "doctor/left-behind"
  | "doctor/unused-cache"
  | "doctor/program-missing";

/** One thing that is wrong, why that matters, and how it is mended. */
export interface Ailment {
  readonly code: AilmentCode;
  /** `mandatory`: a command fails or data is at risk until it is mended. */
  readonly level: "mandatory" | "advisory";
  /** What was found and why it matters, in one or two sentences. */
  readonly message: string;
  /** The file or folder that it is about. Absolute. */
  readonly where: string;
  readonly about?: (ServiceOnMachine & { readonly address?: string | undefined }) | undefined;
  /** What to do, with the command. */
  readonly mend: string;
  /** Mends it without touching data; absent where only a person may. Says in one sentence what it did. */
  readonly fix?: (() => Promise<string>) | undefined;
}
