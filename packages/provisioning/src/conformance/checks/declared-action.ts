import { canonicalJson, type Json } from "@towpath/core";
import { changeEffects } from "@towpath/manifest";
import type { ConformanceSubject, ExampleChange } from "../subject.ts";

/** What a change is by what the type declares: the worst of what changes in it. */
export function declaredAction(
  { type, example }: Pick<ConformanceSubject, "type" | "example">,
  { to }: ExampleChange,
): "update" | "replace" | "upgrade" {
  if (example.variant !== to.variant) return "replace";
  const names = new Set([...Object.keys(example.settings ?? {}), ...Object.keys(to.settings ?? {})]);
  const effects = [...names].flatMap((name) => {
    const [before, after] = [example.settings?.[name], to.settings?.[name]];
    if (shape(before) === shape(after)) return [];
    return changeEffects(type.settings?.[name] ?? { change: "update" }, [], before, after);
  });
  if (effects.includes("replace")) return "replace";
  return example.version === to.version ? "update" : "upgrade";
}

/** A setting by what it says; one that nobody wrote is like no other. */
function shape(value: Json | undefined): string {
  return value === undefined ? "" : canonicalJson(value);
}
