import type { StateDocument } from "./state-document.ts";

/**
 * Writes states one after the other, the bytes of {@link import("./decode-state.ts").encodeState} each: a record that is the same
 * object as in the last one is not written anew. Of a state with thousands of records a step changes a few.
 */
export function stateEncoder(): (state: StateDocument) => Uint8Array {
  const known = new WeakMap<object, string>();
  const part = (value: unknown, indent: string): string => {
    const text = (typeof value === "object" && value !== null && known.get(value)) || undefined;
    if (text !== undefined) return text;
    // Line breaks within texts are escaped, so each that is there begins a line.
    const written = JSON.stringify(value, undefined, 1).replaceAll("\n", `\n${indent}`);
    if (typeof value === "object" && value !== null) known.set(value, written);
    return written;
  };
  return (state) => {
    const members = Object.entries(state)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        if (name === "resources" || name === "orphans") return `${JSON.stringify(name)}: ${partsOf(value, part)}`;
        if (name === "lastApplied") return `${JSON.stringify(name)}: ${part(value, " ")}`;
        return `${JSON.stringify(name)}: ${JSON.stringify(value, undefined, 1).replaceAll("\n", "\n ")}`;
      });
    return Buffer.from(`{\n ${members.join(",\n ")}\n}\n`);
  };
}

function partsOf(records: object, part: (value: unknown, indent: string) => string): string {
  const parts = Object.entries(records).map(([address, record]) => `${JSON.stringify(address)}: ${part(record, "  ")}`);
  return parts.length === 0 ? "{}" : `{\n  ${parts.join(",\n  ")}\n }`;
}
