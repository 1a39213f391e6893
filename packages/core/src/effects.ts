/** What a long call says while it works. Who renders it is the face's business. Texts are untrusted and unescaped. */
export type ProgressEvent =
  | { readonly type: "started"; readonly id: string; readonly title: string }
  | { readonly type: "progress"; readonly id: string; readonly message: string }
  | {
      readonly type: "finished";
      readonly id: string;
      readonly outcome: "done" | "unchanged" | "failed" | "cancelled";
      readonly message?: string | undefined;
    }
  /** A line that a command of the team's printed. */
  | { readonly type: "output"; readonly source: string; readonly stream: "stdout" | "stderr"; readonly line: string }
  /** Something to know: a package is fetched, a lock is waited for. */
  | { readonly type: "notice"; readonly message: string };

/** Time. `now` is the wall clock, to be shown; `monotonic` measures, in milliseconds. */
export interface Clock {
  now(): Date;
  monotonic(): number;
  /** Resolves after `ms` milliseconds. @throws the signal's reason when it aborts first */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Files as documents are read: whole, synchronously, by paths that the caller has resolved. */
export interface Files {
  /** The bytes, or undefined where there is no such file. @throws the system's error otherwise */
  read(path: string): Uint8Array | undefined;
  /** What a folder holds, sorted by name; undefined where there is no such folder. */
  list(folder: string): readonly { readonly name: string; readonly kind: "file" | "folder" | "other" }[] | undefined;
  /** The real path with every symbolic link followed; undefined where nothing is there. */
  realPath(path: string): string | undefined;
}

/** What an operation needs of the world, passed in. */
export interface Effects {
  readonly clock: Clock;
  readonly files: Files;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly events: (event: ProgressEvent) => void;
  /** The process environment as it was at the start. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths of a request are relative to. Absolute. */
  readonly folder: string;
}
