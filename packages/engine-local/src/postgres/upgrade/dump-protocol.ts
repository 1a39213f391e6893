import type { MessagePort } from "node:worker_threads";

/** What the thread is given that runs pg_dump: a program that cannot wait, behind a server that has to be waited for. */
export interface DumpOrder {
  /** The module that holds pg_dump, as a URL. */
  readonly module: string;
  readonly args: readonly string[];
  /** Takes what pg_dump sends, and gives back all that the server answers to it. */
  readonly port: MessagePort;
  /** One 32-bit number: 1 when an answer lies ready. */
  readonly ready: SharedArrayBuffer;
}

/** How it ended. */
export type DumpReport = { readonly text: string } | { readonly error: string };
