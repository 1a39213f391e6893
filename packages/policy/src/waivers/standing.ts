import type { Place } from "@towpath/core";
import type { WaiverSubject } from "@towpath/manifest/policy";
import type { WaiverSource } from "./sourced-waiver.ts";

/**
 * How a waiver stands: it covers (`active`, `expiring` within fourteen days), it does not any more (`expired`, `exceeded` by
 * what its bound allows), not yet (`pending`), never (`invalid`), or nothing needs it (`unused`).
 */
export type WaiverState = "active" | "expiring" | "expired" | "exceeded" | "pending" | "invalid" | "unused";

/** How one waiver stands, as `towpath waiver list` shows it. */
export interface WaiverStanding {
  /** A waiver of its own, or a comment in a file. */
  readonly kind: "waiver" | "comment";
  /** Its id; of a comment its place. */
  readonly id: string;
  readonly rule: string;
  readonly subject: WaiverSubject;
  readonly state: WaiverState;
  readonly source: WaiverSource;
  readonly reason: string;
  /** Absent for a comment. */
  readonly owner?: string | undefined;
  readonly approvedBy?: string | undefined;
  readonly ticket?: string | undefined;
  readonly created?: string | undefined;
  readonly expires: string;
  /** Until the end of its last day; less than zero where that has passed. */
  readonly daysLeft: number;
  /** How many findings it covers. */
  readonly covered: number;
  /** Everything was evaluated that it could be for. */
  readonly isEvaluated: boolean;
  /** What is wrong with it, where something is. */
  readonly why?: string | undefined;
  readonly place: Place;
}
