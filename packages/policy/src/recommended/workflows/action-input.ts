import type { CallJob, Scalar, UsesStep } from "../../repository/index.ts";

/** What a step says about one input of its action. */
export type ActionInput =
  | { readonly kind: "absent" }
  /** All inputs are made by one expression, so what this one is cannot be known. */
  | { readonly kind: "unknown" }
  | { readonly kind: "text"; readonly text: string; readonly scalar: Scalar }
  | { readonly kind: "expression"; readonly scalar: Scalar };

/** An input by its name, which GitHub takes in any case. */
export function actionInput(by: UsesStep | CallJob, name: string): ActionInput {
  if (by.with === undefined) return by.mapping.get("with") ? { kind: "unknown" } : { kind: "absent" };
  for (const [key, value] of by.with.entries) {
    if (key.toLowerCase() !== name.toLowerCase() || value.kind !== "scalar") continue;
    if (value.interpolations.length > 0) return { kind: "expression", scalar: value };
    return { kind: "text", text: value.text.trim(), scalar: value };
  }
  return { kind: "absent" };
}
