/**
 * A file as places name it, seen from the repository's root. Undefined for what lies outside of it.
 *
 * @param folder the folder that places are relative to, seen from the root, with `/`; the root itself when empty
 */
export function repositoryPath(file: string, folder = ""): string | undefined {
  if (file === "" || /^(?:[\\/]|[A-Za-z]:[\\/])/.test(file)) return undefined;
  const segments: string[] = [];
  for (const segment of `${folder}/${file}`.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.length === 0 ? undefined : segments.join("/");
}

/** A path as part of an address: what could end it or mean something in Markdown is percent-encoded (RFC 3986, 2.1). */
export function pathAddress(path: string): string {
  return path
    .toWellFormed()
    .split("/")
    .map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, percent))
    .join("/");
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
