import type { Pack } from "./engine/pack.ts";
import { recommended } from "./recommended/pack.ts";
import { strict } from "./strict/pack.ts";

const BUILT_IN: readonly Pack[] = [recommended, strict];

/** A pack that comes with Towpath, by the name that a platform refers to it by. */
export function builtInPack(name: string): Pack | undefined {
  return BUILT_IN.find((pack) => pack.name === name);
}
