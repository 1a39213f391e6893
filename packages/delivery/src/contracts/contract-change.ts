import type { Place } from "@towpath/core";

/**
 * What a change is for whoever relies on the contract. `breaking`: a client that keeps to the former document may fail.
 * `risky`: it cannot, by the document, but clients often rely on more, or the document does not tell. `safe`: it cannot.
 */
export type ChangeKind = "breaking" | "risky" | "safe";

/** One difference between two versions of a contract. Texts come from the documents and are untrusted. */
export interface ContractChange {
  readonly kind: ChangeKind;
  /** What kind of difference it is: `property-removed`. Listed in docs/contracts.md; never reused. */
  readonly code: string;
  readonly message: string;
  /** JSON Pointer (RFC 6901) to what differs, in the document that `in` says: `before` for what is gone. */
  readonly at: string;
  readonly in: "before" | "after";
  /** Where that is in the file of the later document; the nearest around it for what is gone. */
  readonly place: Place;
  readonly uses: PartRef;
}

/** Whom a change can hit. */
export interface PartRef {
  /** As the former document names them: `GET /orders/{id}`; for what is new, as the later one does. Sorted. */
  readonly operations: readonly string[];
  /**
   * Only who uses this part of the operations is hit: JSON Pointer into the former document. Absent: whoever uses one of
   * the operations.
   */
  readonly part?: string | undefined;
  /** Only who sends the part is hit (`request`), or who receives it: a schema may stand for both. */
  readonly direction?: "request" | "response" | undefined;
  /** Whoever uses the part is broken by it, though others are not: it is gone. */
  readonly isGone?: boolean | undefined;
}

const ORDER: Readonly<Record<ChangeKind, number>> = { breaking: 0, risky: 1, safe: 2 };

/** The weightiest first, then by where they stand. */
export function compareChanges(a: ContractChange, b: ContractChange): number {
  const text = (change: ContractChange): string => `${change.at}\n${change.code}\n${change.message}`;
  return ORDER[a.kind] - ORDER[b.kind] || (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
}
