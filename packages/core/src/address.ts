/**
 * The name of one thing of a service, the same in every environment: `resources.db`, `workloads.main`, `secrets.key`, and
 * paths below them (`resources.db.settings.tls`). A dot within a name is written `\.`.
 */
export type Address = string;

/** Joins segments to an address, writing a literal dot within a segment as `\.`. */
export function address(...segments: readonly string[]): Address {
  return segments.map(escaped).join(".");
}

/** Hardly a name has a dot: looking first is many times cheaper than replacing. */
function escaped(segment: string): string {
  return segment.includes(".") || segment.includes("\\") ? segment.replace(/[\\.]/g, "\\$&") : segment;
}

/** The segments of an address: the inverse of {@link address}. */
export function addressSegments(of: Address): readonly string[] {
  const segments: string[] = [];
  let segment = "";
  for (let index = 0; index < of.length; index += 1) {
    const character = of.charAt(index);
    if (character === "\\" && index + 1 < of.length) {
      index += 1;
      segment += of.charAt(index);
    } else if (character === ".") {
      segments.push(segment);
      segment = "";
    } else {
      segment += character;
    }
  }
  return [...segments, segment];
}
