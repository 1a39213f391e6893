import { rmSync } from "node:fs";
import { type Digest, digestBytes, digestJson } from "@towpath/core";
import type { RootModule } from "../module/root-module.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import type { WorkFolder } from "../process/work-folder.ts";
import type { Program } from "../program/program.ts";

/** How long a saved plan waits for its apply, in milliseconds: that comes at once, or never. */
const HELD_MS = 60_000;

/** A saved plan in its folder, which was made ready. */
export interface HeldPlan {
  readonly folder: WorkFolder;
  readonly plan: TerraformPlan;
}

/** The plan that was made under the lock, for the apply that follows at once. It is given out once, and for the very same alone. */
export interface PlanHolder {
  hold(of: Digest, held: HeldPlan): Promise<void>;
  take(of: Digest): Promise<HeldPlan | undefined>;
}

/** Holds one plan at a time. Nothing of it is left when the process ends, or nobody asks for it in time. */
export function planHolder(): PlanHolder {
  let waiting: { readonly of: Digest; readonly held: HeldPlan; readonly timer: NodeJS.Timeout } | undefined;
  const removeAtExit = () => {
    if (waiting) rmSync(waiting.held.folder.path, { recursive: true, force: true });
  };
  const release = () => {
    const before = waiting;
    waiting = undefined;
    process.off("exit", removeAtExit);
    if (before) clearTimeout(before.timer);
    return before;
  };
  const drop = async () => {
    await release()?.held.folder.dispose();
  };
  return {
    async hold(of, held) {
      await drop();
      const timer = setTimeout(() => void drop().catch(() => undefined), HELD_MS); // the next run sweeps it
      timer.unref();
      process.once("exit", removeAtExit);
      waiting = { of, held, timer };
    },
    async take(of) {
      const before = release();
      if (before?.of === of) return before.held;
      await before?.held.folder.dispose();
      return undefined;
    },
  };
}

/** What a saved plan is of: the program, what it was given, and the state that it saw. Secrets are in it only as a part of a digest. */
export function planDigest(
  program: Program,
  root: Pick<RootModule, "files" | "variables">,
  seen: { readonly targets: readonly string[]; readonly state: string },
): Digest {
  const files = [...root.files].map(([path, bytes]) => [path, digestBytes(bytes)]);
  const variables = Object.entries(root.variables).map(([name, secret]) => [name, digestBytes(secret.reveal())]);
  return digestJson({ program: { ...program }, files, variables, ...seen });
}
