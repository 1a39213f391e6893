import { compareText } from "@towpath/core";

/**
 * The rings among things that each lead to one other at most. A ring begins with the smallest of its names, and leads from
 * the last back to it.
 */
export function ringsOf(next: ReadonlyMap<string, string | undefined>): readonly (readonly [string, ...string[]])[] {
  const rings: (readonly [string, ...string[]])[] = [];
  const walked = new Map<string, string>();
  for (const start of next.keys()) {
    let at: string | undefined = start;
    for (; at !== undefined && !walked.has(at); at = next.get(at)) walked.set(at, start);
    if (at === undefined || walked.get(at) !== start) continue;
    const ring = [at];
    for (let one = next.get(at); one !== undefined && one !== at; one = next.get(one)) ring.push(one);
    const first = ring.reduce((least, one) => (compareText(one, least) < 0 ? one : least));
    const turn = ring.indexOf(first);
    rings.push([first, ...ring.slice(turn + 1), ...ring.slice(0, turn)]);
  }
  return rings;
}
