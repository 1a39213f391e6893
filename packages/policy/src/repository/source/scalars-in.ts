import type { Scalar, SourceValue } from "./source-value.ts";

/** A scalar, or all scalars in a list or a mapping, in the order of the file. */
export function* scalarsIn(value: SourceValue | undefined): Generator<Scalar, void> {
  if (!value) return;
  if (value.kind === "scalar") yield value;
  else for (const one of value.kind === "sequence" ? value.items : value.entries.values()) yield* scalarsIn(one);
}
