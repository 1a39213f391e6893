import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage, redactor, Secret } from "@towpath/core";
import type { Observed } from "../driver.ts";
import type { OutputValue } from "../engine.ts";

/** Where a secret was seen that should not be there. */
export interface Exposed {
  readonly output: string;
  /** `details of read`, `an event`. */
  readonly where: string;
}

/** Remembers secrets and everything that people may see, and says which secret stands in it. */
export interface Exposure {
  /** Secrets that an observation gives, and the rest of it, which may hold none. */
  observed(method: string, observed: Observed, secretOutputs: ReadonlySet<string>): void;
  /** Something that people see. */
  seen(where: string, value: unknown): void;
  /** All files below a folder, as something that people see. */
  seenFolder(where: string, folder: string): Promise<void>;
  /** A text without the secrets that are known. */
  redact(text: string): string;
  /** Secrets that were seen, each once for each place. */
  exposed(): readonly Exposed[];
}

/** Shorter ones occur by chance. */
const SHORTEST = 8;

export function openExposure(): Exposure {
  const secrets = new Map<string, string>();
  const texts = new Map<string, Set<string>>();
  const see = (where: string, text: string) => {
    const known = texts.get(where) ?? new Set();
    texts.set(where, known.add(text));
  };
  const exposure: Exposure = {
    observed(method, { want, have, message, details, outputs, kept }, secretOutputs) {
      for (const [name, value] of Object.entries(outputs)) {
        const isSecret = value instanceof Secret || secretOutputs.has(name);
        if (isSecret) secrets.set(textOf(value), name);
        else see(`the output "${name}", which is not secret,`, textOf(value));
      }
      exposure.seen(`want of ${method}`, want);
      exposure.seen(`have of ${method}`, have);
      exposure.seen(`message of ${method}`, message);
      exposure.seen(`details of ${method}`, details);
      exposure.seen(`kept of ${method}`, kept);
    },
    seen(where, value) {
      if (value === undefined) return;
      see(where, value instanceof Error ? errorMessage(value) : (JSON.stringify(value) ?? ""));
    },
    async seenFolder(where, folder) {
      const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      for (const file of files) if (file.isFile()) see(where, await readFile(join(file.parentPath, file.name), "utf8"));
    },
    redact: (text) => redactor([...secrets.keys()].map((secret) => new Secret(secret)))(text),
    exposed() {
      const forms = [...secrets].filter(([secret]) => secret.length >= SHORTEST);
      return [...texts].flatMap(([where, seen]) =>
        forms
          .filter(([secret]) => [...seen].some((text) => text.includes(secret) || text.includes(quoted(secret))))
          .map(([, output]) => ({ output, where })),
      );
    },
  };
  return exposure;
}

function textOf(value: OutputValue): string {
  if (value instanceof Secret) return value.reveal();
  return typeof value === "string" ? value : JSON.stringify(value);
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
