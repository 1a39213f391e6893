import { redactor, Secret } from "@towpath/core";
import type { Context, OutputValue } from "../engine.ts";
import { plainText } from "./said.ts";

/** A context that remembers what secrets it gave, so that nothing that is said afterwards holds one. */
export interface Watched {
  readonly context: Context;
  /** Remembers those among some outputs. */
  note(outputs: Readonly<Record<string, OutputValue>>): void;
  /** A text of a driver's, bounded, with the secrets that it knows taken out. */
  clean(text: string): string;
}

/** The context for calls of drivers: what they say is cleaned before anybody hears it. */
export function watched(context: Context): Watched {
  const known = new Set<Secret>();
  const noted = <T>(value: T): T => {
    if (value instanceof Secret) known.add(value);
    return value;
  };
  const clean = (text: string) => {
    const plain = plainText(text);
    return known.size === 0 ? plain : redactor(known)(plain);
  };
  return {
    note: (outputs) => {
      for (const output of Object.values(outputs)) noted(output);
    },
    clean,
    context: {
      ...context,
      outputs: async (address, output) => noted(await context.outputs(address, output)),
      secrets: async (address) => noted(await context.secrets(address)),
      events: (event) => {
        switch (event.type) {
          case "started":
            return context.events({ ...event, title: clean(event.title) });
          case "output":
            return context.events({ ...event, line: clean(event.line) });
          case "finished":
            return context.events(event.message === undefined ? event : { ...event, message: clean(event.message) });
          default:
            return context.events({ ...event, message: clean(event.message) });
        }
      },
    },
  };
}
