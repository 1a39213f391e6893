import type { Finding } from "@towpath/core";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import type { Checked } from "../fleet/check-judge.ts";

/** What is to be reported, and what is said of the rest. */
export interface Selected {
  readonly seen: readonly Checked[];
  /** What can only be said of services together. */
  readonly between: readonly Finding[];
  readonly sections: readonly Section[];
}

/** Leaves out what a proposal does not touch. Everything was judged: what one service does to another is found all the same. */
export function selectTouched(
  all: readonly Checked[],
  between: readonly Finding[],
  touched: ReadonlySet<string> | undefined,
): Selected {
  if (!touched) return { seen: all, between, sections: [] };
  const seen = all.filter(({ manifest }) => touched.has(manifest));
  const names = new Set(seen.flatMap(({ name }) => name ?? []));
  const isAbout = ({ service, places }: Finding): boolean =>
    (service !== undefined && names.has(service)) || places.some(({ file }) => touched.has(file));
  const left = all.length - seen.length;
  const lines = [`${counted(left, "service")} ${left === 1 ? "is" : "are"} not touched by the change and left out.`];
  const sections = left === 0 ? [] : [{ kind: "lines" as const, lines }];
  return { seen, between: between.filter(isAbout), sections };
}
