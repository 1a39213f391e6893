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
 * longest first, so that a part that remains of a longer one is not left standing.
 */
export function redactor(secrets: Iterable<Secret>): (text: string) => string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length < SHORTEST) continue;
    forms.add(value);
    forms.add(encodeURIComponent(value));
    forms.add(Buffer.from(value).toString("base64"));
    forms.add(JSON.stringify(value).slice(1, -1));
  }
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  if (ordered.length === 0) return (text) => text;
  return (text) => ordered.reduce((redacted, form) => redacted.replaceAll(form, "***"), text);
}
