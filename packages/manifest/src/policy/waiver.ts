import type { Place } from "@towpath/core";
import type { WaiverEntry } from "../generated/waivers.ts";

/** What a rule is waived for. What is absent is not narrowed. */
export type WaiverSubject = Readonly<WaiverEntry["subject"]>;

/** One waiver as its file has it: plain data, which holds on to no document. */
export interface Waiver {
  readonly id: string;
  /** The exact id of one rule. */
  readonly rule: string;
  readonly subject: WaiverSubject;
  /** A bound in CEL: it covers only while this holds. */
  readonly allow?: string | undefined;
  readonly reason: string;
  readonly owner: string;
  readonly approvedBy?: string | undefined;
  readonly ticket?: string | undefined;
  /** `YYYY-MM-DD`, in UTC. */
  readonly created: string;
  /** `YYYY-MM-DD`, in UTC: the last day that it covers. Never before `created`. */
  readonly expires: string;
  /** Where it stands. */
  readonly place: Place;
  /** Where its parts stand, by their keys. */
  readonly places: Readonly<Partial<Record<keyof WaiverEntry, Place>>>;
}
