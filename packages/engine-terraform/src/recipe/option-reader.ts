import { compareText, isJsonObject, type Json, type JsonObject, nearest, own } from "@towpath/core";

/** Reads what a document says beside what its schema fixes; what is not as expected is refused with its path. */
export class OptionReader {
  readonly #whose: string;
  readonly #refuse: (message: string, hint: string) => never;

  /** @param whose for messages: `of engine "azure"` */
  constructor(whose: string, refuse: (message: string, hint: string) => never) {
    this.#whose = whose;
    this.#refuse = refuse;
  }

  /** Refuses what stands under a key. */
  refuse(key: string, path: string, expected: string): never {
    return this.#refuse(`${joined(path, key)} ${this.#whose} is not as expected.`, `Expected ${expected}.`);
  }

  knownKeys(object: JsonObject, known: readonly string[], path: string): void {
    const unknown = Object.keys(object).find((key) => !known.includes(key));
    if (unknown === undefined) return;
    const near = nearest(unknown, known);
    this.#refuse(
      `${joined(path, unknown.slice(0, 100))} ${this.#whose} is unknown.`,
      near === undefined ? `Known are ${known.join(", ")}.` : `Did you mean ${near}?`,
    );
  }

  /** A text that is not empty, or undefined where there is none. */
  text(object: JsonObject, key: string, path: string): string | undefined {
    const value = own(object, key);
    if (value === undefined) return undefined;
    return typeof value === "string" && value.trim() !== "" ? value : this.refuse(key, path, "a text");
  }

  /** Each member of a mapping, read, sorted by name; nothing where the mapping is absent. */
  members<T>(
    option: Json | undefined,
    path: string,
    read: (name: string, value: Json) => T,
  ): Readonly<Record<string, T>> {
    if (option === undefined) return {};
    if (!isJsonObject(option)) return this.refuse(path, "", "a mapping");
    const entries = Object.entries(option).sort(([a], [b]) => compareText(a, b));
    return Object.fromEntries(entries.map(([name, value]) => [name, read(name, value)]));
  }
}

function joined(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
