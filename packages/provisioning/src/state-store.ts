/** Where state is kept: bytes by key, each write conditional on the version that was read. */
export interface StateStore {
  read(key: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined>;
  /** @returns the new version @throws {Conflict} when `expected` is not the present version */
  write(key: string, bytes: Uint8Array, expected: string | "absent"): Promise<string>;
  /** @throws {Conflict} when `expected` is not the present version */
  remove(key: string, expected: string): Promise<void>;
  list(prefix: string): AsyncIterable<string>;
}
