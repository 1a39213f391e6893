/** The JSON Pointer (RFC 6901) of a path. */
export function pointer(path: readonly (string | number)[]): string {
  let text = "";
  for (const segment of path) text += `/${escaped(String(segment))}`;
  return text;
}

/** Every value has a place and hardly a name needs this: looking first is many times cheaper than replacing. */
function escaped(segment: string): string {
  return segment.includes("~") || segment.includes("/") ? segment.replaceAll("~", "~0").replaceAll("/", "~1") : segment;
}

/** The path of a JSON Pointer: the inverse of {@link pointer}. */
export function pointerPath(of: string): readonly string[] {
  return of
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}
