import { posix } from "node:path";

/**
 * Which of the manifests a change touches. A file touches the service in whose folder it is, and the services in folders
 * below that. A file that is in no service's folder may be meant for any of them. What is only prose touches its own
 * service alone.
 *
 * @param manifests paths from the checkout's root, with `/`
 * @param changed the same of files that were added, changed or removed
 */
export function touchedManifests(manifests: readonly string[], changed: Iterable<string>): ReadonlySet<string> {
  const byFolder = Map.groupBy(manifests, folderOf);
  const touched = new Set<string>();
  for (const path of changed) {
    const owner = nearest(folderOf(path), byFolder);
    const isProse = /\.(?:md|mdx|txt|adoc|rst)$/i.test(path);
    for (const [folder, own] of byFolder) {
      const isBelow = owner === undefined || owner === "" || folder === owner || folder.startsWith(`${owner}/`);
      if (isProse ? folder === owner : isBelow) for (const manifest of own) touched.add(manifest);
    }
  }
  return touched;
}

function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === "." ? "" : folder;
}

/** The service's folder that something is in: the deepest. */
function nearest(folder: string, folders: ReadonlyMap<string, unknown>): string | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    if (folders.has(at)) return at;
    if (at === "") return undefined;
  }
}
