import type { Finding } from "@towpath/core";
import { contractFindings, shareFindings } from "@towpath/manifest";
import type { Judged } from "./judge.ts";

/** What can only be said of services together: one consumes what another does not expose, or wants a shared resource differently. */
export function betweenServices(seen: readonly Judged[]): readonly Finding[] {
  return [
    ...contractFindings(seen.flatMap(({ contracts }) => contracts ?? [])),
    ...shareFindings(seen.flatMap(({ shares }) => shares ?? [])),
  ];
}
