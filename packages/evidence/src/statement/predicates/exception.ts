/** Somebody decided that something does not count this time. */
export interface ExceptionPredicate {
  readonly kind: "waiver" | "freeze-override" | "force" | "consent";
  readonly service: string;
  readonly environment?: string | undefined;
  /** The rule, gate or control that it is an exception from. */
  readonly rule: string;
  /** What it is for, where that is less than the service: an address, a file. */
  readonly subject?: string | undefined;
  /** As it was written. */
  readonly reason: string;
  readonly owner?: string | undefined;
  readonly requestedBy?: string | undefined;
  readonly approvedBy: readonly string[];
  /** RFC 3339. */
  readonly at: string;
  readonly until?: string | undefined;
}
