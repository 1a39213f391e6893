import type { StateStore } from "@towpath/provisioning";
import type { Touch } from "./model-host.ts";

/** What a process that is dead still "hears". */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** A process that ends at one of the things that it does and that last. */
export interface Killable {
  readonly store: StateStore;
  readonly touch: Touch;
  /** How many things it did. */
  count(): number;
}

/**
 * @param at the number of what it does last, from 1; it lives on where that is never reached
 * @param when whether that still happens
 */
export function killable(state: StateStore, at: number, when: "before" | "after"): Killable {
  let count = 0;
  const live = () => {
    if (count > at || (count === at && when === "before")) throw new Killed(`Killed ${when} its ${at}. effect.`);
  };
  const next = () => {
    count += 1;
    live();
  };
  const end = () => {
    if (count >= at) throw new Killed(`Killed ${when} its ${at}. effect.`);
  };
  return {
    count: () => count,
    touch: async (what) => {
      if (what === "look" || what === "ask") {
        if (count >= at) throw new Killed("dead");
      } else next();
    },
    store: {
      async read(key) {
        if (count >= at) throw new Killed("dead");
        return state.read(key);
      },
      async write(key, bytes, expected) {
        next();
        const version = await state.write(key, bytes, expected);
        end();
        return version;
      },
      async remove(key, expected) {
        next();
        await state.remove(key, expected);
        end();
      },
      list: (prefix) => state.list(prefix),
    },
  };
}
