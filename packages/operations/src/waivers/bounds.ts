import type { WaiverOptions } from "@towpath/policy/waivers";
import type { WaiverQuestion } from "./apply-waivers.ts";

/** Evaluates the bounds of waivers. What does it is loaded only where a waiver has one. */
export async function boundsOf(_: WaiverQuestion): Promise<WaiverOptions["holds"]> {
  return undefined;
}
