import { dirname, join } from "node:path";
import type { Files } from "@towpath/core";

/**
 * The `.npmrc` that counts for a manifest: the nearest one from its folder up to the top of its repository. Where there is
 * no repository, only the folder's own: what lies above may be anyone's.
 *
 * @param folder absolute
 */
export function npmSettingsOf(folder: string, files: Files): string | undefined {
  let found: Uint8Array | undefined;
  for (let at = folder; ; at = dirname(at)) {
    found ??= files.read(join(at, ".npmrc"));
    if (files.realPath(join(at, ".git")) !== undefined) break;
    if (dirname(at) === at) {
      found = files.read(join(folder, ".npmrc"));
      break;
    }
  }
  return found && new TextDecoder().decode(found);
}
