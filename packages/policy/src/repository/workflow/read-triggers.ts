import type { SourceValue } from "../source/source-value.ts";
import type { Trigger } from "./trigger.ts";

/** The events of `on`, which is a name, a list of names, or a mapping with what is said about each. */
export function readTriggers(on: SourceValue | undefined): readonly Trigger[] {
  if (on === undefined) return [];
  if (on.kind === "mapping") {
    return [...on.entries].map(([name, value]) => ({
      name,
      value,
      config: value.kind === "mapping" ? value : undefined,
      get place() {
        return value.keyPlace;
      },
    }));
  }
  const names = on.kind === "sequence" ? on.items : [on];
  return names.flatMap((value): readonly Trigger[] => {
    if (value.kind !== "scalar" || value.text === "") return [];
    return [
      {
        name: value.text,
        value: undefined,
        config: undefined,
        get place() {
          return value.place;
        },
      },
    ];
  });
}
