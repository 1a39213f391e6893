import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

/** A new folder, gone when the tests of the file are over. Absolute, no part of it a link. */
export function temporaryFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `towpath-${name}-`)));
  chmodSync(folder, 0o755); // where this is root, servers run as another account; else they keep their data elsewhere
  made.push(folder);
  return folder;
}

/** Removes those that the tests of a file made. */
export function removeTemporaryFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
