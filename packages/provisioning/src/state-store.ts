/** Where state is kept: bytes by key, each write conditional on the version that was read. */
export interface StateStore {
  read(key: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined>;
  /** @returns the new version @throws {Conflict} when `expected` is not the present version */
  write(key: string, bytes: Uint8Array, expected: string | "absent"): Promise<string>;
  /** @throws {Conflict} when `expected` is not the present version */
  remove(key: string, expected: string): Promise<void>;
  /** Every key that begins with the prefix, in the order of their code units. */
  list(prefix: string): AsyncIterable<string>;
  /** What was kept of a key, the newest first: the present generation, then those before it, as far as they are kept. */
  history?(key: string): AsyncIterable<Generation>;
}

/** What a key held from one write to the next. */
export interface Generation {
  readonly version: string;
  /** RFC 3339, by the clock of the store; to be shown, not to be counted on. */
  readonly writtenAt?: string | undefined;
  /** What was written; undefined where the key was removed. @throws where it cannot be read any more */
  bytes(): Promise<Uint8Array | undefined>;
}
