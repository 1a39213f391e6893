import type { Summary } from "../measure/summarise.ts";

/** One line of figures. */
export interface Row {
  readonly what: string;
  readonly figure: Figure;
  /** What it was measured beside, in the same run. */
  readonly beside?: { readonly what: string; readonly figure: Figure; readonly ratio: Summary } | undefined;
  /** What is expected of it: `< 5 s`, `≤ 2`. */
  readonly expected?: string | undefined;
}

/** Milliseconds of time or of CPU, MiB of memory, microseconds of CPU for each of many, or how many there were. */
export interface Figure extends Summary {
  readonly kind: "wall" | "cpu" | "memory" | "each" | "count";
}
