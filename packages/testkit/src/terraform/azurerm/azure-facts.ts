import type { JsonObject } from "@towpath/core";

/**
 * What the extract of azurerm's schemas does not say of a resource type, by hand: from the provider's documentation, as
 * far as tests look at it. Texts are templates over the arguments:
 *
 * - `{name}` is the argument `name`; `{rg}` the resource group's providers (`/subscriptions/…/providers`)
 * - `{last server_id}` is the last part of an id; `{group server_id}` the resource group in it
 * - `{uuid x}` and `{key x}` are made of the thing's id and the word: always the same for the same thing
 */
export interface AzureFacts {
  /** The pattern of its ids. Changing an argument that stands in it makes a replacement necessary. */
  readonly id: string;
  /** Further arguments that can be changed by a replacement only; `location` is one of each type that has it. */
  readonly replaces?: readonly string[];
  /** Of these, numbers that rise in place: a newer version, a larger disk. */
  readonly rising?: readonly string[];
  /** Of these, groups of values that are changed into each other in place. */
  readonly alike?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Arguments that are given together or not at all. */
  readonly together?: readonly (readonly string[])[];
  /** Arguments of which one at most is given. */
  readonly apart?: readonly (readonly string[])[];
  /** What optional arguments are where nobody gives them: the defaults of the provider's schema. */
  readonly defaults?: JsonObject;
  /** Computed attributes. What is not named is empty. */
  readonly computed?: JsonObject;
  /** What arguments have to look like: the plan fails otherwise, as it does with azurerm. */
  readonly patterns?: Readonly<Record<string, RegExp>>;
}
