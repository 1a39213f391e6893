import type { JsonObject } from "@towpath/core";

/** What Terraform asks of a provider, as far as it can go wrong. */
export type ProviderCall = "configure" | "plan" | "read" | "create" | "update" | "delete" | "import" | "data" | "open";

/** Which call of a provider goes wrong. */
export interface FaultyCall {
  readonly call: ProviderCall;
  /** Only calls for this type count; all by default. */
  readonly type?: string;
  /** The n-th call from now, from 1; the next by default. */
  readonly at?: number;
  /** How many in a row, `Infinity` for all; one by default. */
  readonly times?: number;
}

/** What goes wrong. */
export type Fault =
  /** Takes so many milliseconds longer. With `stops`, it ends early, with an error, when Terraform is interrupted. */
  | (FaultyCall & { readonly kind: "slow"; readonly ms: number; readonly stops?: boolean })
  /**
   * Ends with an error. With `isCarriedOut`, the change was made all the same: what was created is tainted. With
   * `isForgotten`, too, Terraform learns nothing of what was made: to create it again fails, for it exists already.
   */
  | (FaultyCall & {
      readonly kind: "fail";
      readonly summary: string;
      readonly detail?: string;
      readonly isCarriedOut?: boolean;
      readonly isForgotten?: boolean;
    })
  /** The provider's process ends in the middle of the call: before the change or, by default, after it was made. */
  | (FaultyCall & { readonly kind: "crash"; readonly when?: "before" | "after" })
  /** Makes something else than was planned: these attributes are laid over what was asked for. */
  | (FaultyCall & { readonly kind: "other-than-planned"; readonly attributes: JsonObject })
  /** Says that it was made, and it was not. */
  | (FaultyCall & { readonly kind: "lose" })
  /** Does not delete the thing with this id, as often as it is asked to, until it is told to forget its faults. */
  | { readonly kind: "refuse-delete"; readonly id: string };

/** What clouds say when they refuse a call: for `{ kind: "fail", …refusals.quota }`. */
export const refusals = {
  quota: {
    summary: "creating the thing: unexpected status 409 (409 Conflict) with error: QuotaExceeded",
    detail:
      "Operation could not be completed as it results in exceeding approved standardDSv5Family Cores quota. Location: westeurope, Current Limit: 10, Current Usage: 8, Additional Required: 4.",
  },
  expiredToken: {
    summary: "building account: could not acquire access token to parse claims",
    detail:
      "clientCredentialsToken: received HTTP status 401 with response: AADSTS700024: Client assertion is not within its valid time range. The token has expired.",
  },
  throttled: {
    summary: "creating the thing: unexpected status 429 (429 Too Many Requests) with error: TooManyRequests",
    detail: "The request is being throttled as the limit has been reached for operation type. Retry after 37 seconds.",
  },
  forbidden: {
    summary: "creating the thing: unexpected status 403 (403 Forbidden) with error: AuthorizationFailed",
    detail: "The client does not have authorization to perform action 'write' over the scope, or the scope is invalid.",
  },
} as const satisfies Readonly<Record<string, { summary: string; detail: string }>>;

/** What azurerm says where a thing that is to be created is there already. */
export function existsAlready(type: string, id: string): { readonly summary: string } {
  return {
    summary: `A resource with the ID ${JSON.stringify(id)} already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for ${JSON.stringify(type)} for more information.`,
  };
}
