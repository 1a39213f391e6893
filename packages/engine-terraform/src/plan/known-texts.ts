import { isJsonObject, type Json } from "@towpath/core";
import type { Marked } from "./marks.ts";

/** Shorter texts are not hidden: hiding every "a" would hide nothing and break everything. */
const SHORTEST = 6;
/** Of more secrets only whole texts are compared: looking for each in everything would take the square of their number. */
const SEARCHED = 100;

/**
 * The texts that a plan marks as sensitive somewhere. Providers copy a secret into attributes that they mark as nothing (a
 * connection string, what a `terraform_data` gives back), so whatever holds one of them is a secret, too.
 */
export class KnownTexts {
  readonly #texts: Set<string>;
  readonly #above: KnownTexts | undefined;

  /** @param above those that are known everywhere */
  constructor(above?: KnownTexts) {
    this.#texts = new Set();
    this.#above = above;
  }

  /** Takes note of the texts in what is sensitive of a value. */
  note({ value, sensitive }: Pick<Marked, "value" | "sensitive">): void {
    if (value === undefined || value === null || sensitive === undefined || sensitive === false) return;
    if (sensitive === true) this.#noteAll(value);
    else if (Array.isArray(value) && Array.isArray(sensitive))
      for (const [index, item] of value.entries()) this.note({ value: item, sensitive: sensitive[index] });
    else if (isJsonObject(value) && isJsonObject(sensitive))
      for (const [name, marks] of Object.entries(sensitive))
        if (Object.hasOwn(value, name)) this.note({ value: value[name], sensitive: marks });
  }

  /** Whether a text is a secret, or holds one. */
  isIn(text: string): boolean {
    if (text.length < SHORTEST) return false;
    if (this.#texts.has(text)) return true;
    if (this.#texts.size <= SEARCHED) for (const secret of this.#texts) if (text.includes(secret)) return true;
    return this.#above?.isIn(text) ?? false;
  }

  /** Whether a value is a secret, or holds one, in a name or a text. */
  isWithin(value: Json | undefined): boolean {
    if (typeof value === "string") return this.isIn(value);
    if (typeof value !== "object" || value === null) return false;
    if (Array.isArray(value)) return value.some((item) => this.isWithin(item));
    return Object.entries(value).some(([name, member]) => this.isIn(name) || this.isWithin(member));
  }

  #noteAll(value: Json): void {
    if (typeof value === "string") {
      if (value.length >= SHORTEST) this.#texts.add(value);
    } else if (Array.isArray(value)) for (const item of value) this.#noteAll(item);
    else if (isJsonObject(value)) for (const member of Object.values(value)) this.#noteAll(member);
  }
}
