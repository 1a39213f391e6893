import type { Address, Origin } from "@towpath/core";

/**
 * A text with placeholders, as far as it is known: what metadata and the environment say is filled in already; what a
 * resource or a secret source will give stands as a reference.
 */
export interface Template {
  readonly parts: readonly TemplatePart[];
  /** Some part of it is a secret, so all of it is. */
  readonly isSecret: boolean;
  readonly origin: Origin;
}

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output"; readonly address: Address; readonly output: string; readonly isSecret: boolean }
  /** The resource itself, as its engine names it: what a volume is mounted from. */
  | { readonly kind: "resource"; readonly address: Address }
  | { readonly kind: "secret"; readonly address: Address }
  /** Where another service is reached: `url`, `host` or `port` of `consumes.NAME`. The engine knows it when the workload starts. */
  | { readonly kind: "service"; readonly address: Address; readonly output: string };
