import type { Place } from "@towpath/core";

/** What a service says that it uses of another one's contract. */
export interface ContractUses {
  readonly operations: readonly UsedOperation[];
}

/** One operation that is used, and what of it. */
export interface UsedOperation {
  /** `GET /orders/{id}` or an operationId; or a call that was made, `GET /orders/17`, where it comes from a test. */
  readonly operation: string;
  readonly isCall: boolean;
  /** JSON Pointers into the body that is sent, with `*` for any item or key; all of it when absent. */
  readonly request?: readonly string[] | undefined;
  /** The same for the bodies of answers. */
  readonly response?: readonly string[] | undefined;
  /** Names of parameters that are sent; all of them when absent. */
  readonly parameters?: readonly string[] | undefined;
  readonly place: Place;
}

/** Why a file of uses cannot be used, and where. */
export interface UnreadUses {
  readonly why: string;
  readonly place: Place;
}

export type ReadUses = { readonly uses: ContractUses } | { readonly unread: UnreadUses };
