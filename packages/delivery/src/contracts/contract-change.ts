import type { Place } from "@towpath/core";

/**
 * What a change is for whoever relies on the contract. `breaking`: a client that keeps to the former document may fail.
 * `risky`: it cannot, by the document, but clients often rely on more, or the document does not tell. `safe`: it cannot.
 */
export type ChangeKind = "breaking" | "risky" | "safe";

/** What kind of difference it is. Each has its place in docs/contracts.md; never reused. */
export type ContractChangeCode =
  | "additional-properties-narrowed"
  | "additional-properties-widened"
  | "answer-body-added"
  | "answer-header-optional"
  | "answer-header-removed"
  | "body-added"
  | "body-optional"
  | "body-removed"
  | "body-required"
  | "default-changed"
  | "discriminator-changed"
  | "encoding-changed"
  | "format-added"
  | "format-changed"
  | "format-narrowed"
  | "format-removed"
  | "format-widened"
  | "items-not-unique"
  | "items-unique"
  | "media-type-added"
  | "media-type-removed"
  | "multiple-changed"
  | "null-allowed"
  | "null-forbidden"
  | "operation-added"
  | "operation-deprecated"
  | "operation-id-changed"
  | "operation-removed"
  | "parameter-added"
  | "parameter-deprecated"
  | "parameter-form-changed"
  | "parameter-optional"
  | "parameter-removed"
  | "parameter-required"
  | "pattern-added"
  | "pattern-changed"
  | "pattern-removed"
  | "property-added"
  | "property-optional"
  | "property-removed"
  | "property-required"
  | "required-body-added"
  | "required-parameter-added"
  | "required-property-added"
  | "schema-changed"
  | "schema-deprecated"
  | "security-loosened"
  | "security-tightened"
  | "server-removed"
  | "status-added"
  | "status-removed"
  | "type-changed"
  | "type-narrowed"
  | "type-widened"
  | "value-added"
  | "value-allowed"
  | "value-forbidden"
  | "value-removed"
  | "values-listed"
  | "values-not-listed"
  | "variant-added"
  | "variant-removed"
  | "variants-added"
  | "variants-changed"
  | "variants-removed"
  | `${BoundName}-${"added" | "changed" | "removed"}`;

/** Keywords that bound something. */
export type BoundName =
  | "minimum"
  | "maximum"
  | "minLength"
  | "maxLength"
  | "minItems"
  | "maxItems"
  | "minProperties"
  | "maxProperties";

/** One difference between two versions of a contract. Texts come from the documents and are untrusted. */
export interface ContractChange {
  readonly kind: ChangeKind;
  readonly code: ContractChangeCode;
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
