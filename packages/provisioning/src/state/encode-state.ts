import type { StateDocument } from "./state-document.ts";

/** The bytes of a state: JSON with a line for each thing, for people who look into the store. */
export function encodeState(state: StateDocument): Uint8Array {
  return stateEncoder()(state);
}

/**
 * Writes states one after the other: a record that is the same object as in the last one is not written anew. Of a state with
 * thousands of records a step changes a few.
 */
export function stateEncoder(): (state: StateDocument) => Uint8Array {
  const known = new WeakMap<object, string>();
  const text = (value: unknown): string => {
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const written = known.get(value) ?? JSON.stringify(value);
    known.set(value, written);
    return written;
  };
  return (state) => {
    const members = Object.entries(state)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const isByAddress = name === "resources" || name === "orphans";
        return `${JSON.stringify(name)}: ${isByAddress ? lines(value, text) : text(value)}`;
      });
    return Buffer.from(`{\n ${members.join(",\n ")}\n}\n`);
  };
}

function lines(records: object, text: (value: unknown) => string): string {
  const written = Object.entries(records).map(([address, record]) => `${JSON.stringify(address)}: ${text(record)}`);
  return written.length === 0 ? "{}" : `{\n  ${written.join(",\n  ")}\n }`;
}
