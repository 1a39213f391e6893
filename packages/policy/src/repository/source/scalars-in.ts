import type { Scalar, SourceValue } from "./source-value.ts";

/** A scalar, or all scalars in a list or a mapping, in the order of the file. */
export function scalarsIn(value: SourceValue | undefined): readonly Scalar[] {
  const found: Scalar[] = [];
  if (value) gather(value, found);
  return found;
}

function gather(value: SourceValue, into: Scalar[]): void {
  if (value.kind === "scalar") into.push(value);
  else for (const one of value.kind === "sequence" ? value.items : value.entries.values()) gather(one, into);
}
