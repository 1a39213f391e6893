/**
 * Where a record is kept: bytes by key, each write conditional on what was read. Every state store is one. A conflict is an
 * error with the code `provisioning/conflict`.
 */
export interface RecordStore {
  read(key: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined>;
  /** @param expected `absent`: a record is only added to */
  write(key: string, bytes: Uint8Array, expected: "absent"): Promise<string>;
  /** Every key that begins with the prefix. */
  list(prefix: string): AsyncIterable<string>;
}

/** True for the error of a store in which something stands already. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "provisioning/conflict";
}
