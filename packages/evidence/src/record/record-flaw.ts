/** What is wrong with a record. Each has its own name, for each is done in another way. */
export type RecordFlawKind =
  /** An entry, or a statement, is not what it was. */
  | "changed"
  /** One in the middle, or a statement, is not there any more. */
  | "removed"
  /** An entry stands where another one stood. */
  | "reordered"
  /** The end is missing: an anchor has seen more. */
  | "cut-off"
  /** The chain holds in itself and is another one than an anchor has seen. */
  | "rewritten"
  /** Anchors have seen two different entries at the same place: two records were kept beside each other. */
  | "forked"
  /** The same statement stands there twice. */
  | "duplicate"
  /** An entry says that it was recorded before the one before it. */
  | "backdated"
  /** The signature of a statement is wrong, or whose it is, is not believed. */
  | "not-believed"
  /** Another format, or what cannot be read. */
  | "unreadable";

/** One flaw of a record. */
export interface RecordFlaw {
  readonly kind: RecordFlawKind;
  /** The entry that it is about. */
  readonly index?: number | undefined;
  /** One sentence. */
  readonly message: string;
}
