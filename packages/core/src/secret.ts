import { inspect } from "node:util";

const HIDDEN = "[secret]";

/** A value that must not be printed. Printing, logging or serialising it gives `[secret]`; only {@link reveal} gives it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it where the value is handed over, nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

/** Shorter texts are not hidden: hiding every "a" would hide nothing and break everything. */
const SHORTEST = 6;

/**
 * A function that replaces every known secret in a text by `***`: as it is, percent-encoded, base64 and in JSON, the
 * longest first, so that a part that remains of a longer one is not left standing. Of a secret of several lines each line
 * is hidden, for output is looked at line by line.
 */
export function redactor(secrets: Iterable<Secret>): (text: string) => string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length < SHORTEST) continue;
    forms.add(value);
    forms.add(encodeURIComponent(value.toWellFormed()));
    forms.add(Buffer.from(value).toString("base64").replace(/=+$/, "")); // some print it without its padding
    forms.add(Buffer.from(value).toString("base64url"));
    forms.add(JSON.stringify(value).slice(1, -1));
    for (const line of value.split(/\r?\n/)) if (line.trim().length >= SHORTEST) forms.add(line.trim());
  }
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  if (ordered.length === 0) return (text) => text;
  return (text) => ordered.reduce((redacted, form) => redacted.replaceAll(form, "***"), text);
}
