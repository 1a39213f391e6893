import type { Context } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { runningIn } from "./child-note.ts";
import { inWords } from "./stop-child.ts";

const LOOK_MS = 250;
/** What a step may take that was interrupted: what {@link import("./run-terraform.ts").runTerraform} gives it, and a little more. */
const LIMIT_MS = 25 * 60_000;

/**
 * Waits until a program has ended that a run which was killed left at work in a folder: until then nobody knows what it makes,
 * and what it made is in no state.
 *
 * @param folder absolute: one that a sweep found running
 * @throws {TerraformError} `engine-terraform/state-locked` where it goes on for too long
 * @throws the signal's reason when it aborts
 */
export async function waitForRunning(
  { folder, pid }: { readonly folder: string; readonly pid: number },
  { clock, signal, events }: Pick<Context, "clock" | "signal" | "events">,
  limitMs = LIMIT_MS,
): Promise<void> {
  const since = clock.monotonic();
  if (!isRunning(folder)) return;
  events({
    type: "notice",
    message: `The Terraform of a run that was killed still finishes its step (process ${pid}); this run waits for it.`,
  });
  while (isRunning(folder)) {
    if (clock.monotonic() - since > limitMs)
      throw new TerraformError({
        code: "engine-terraform/state-locked",
        kind: "fault",
        message: `The Terraform of a run that was killed is still at work after ${inWords(limitMs)} (process ${pid}, in ${folder}).`,
        hint: `See what it is doing. If it hangs, end it (kill -INT ${pid}, so that it writes its state), and run the command again.`,
      });
    await clock.sleep(LOOK_MS, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  }
}

function isRunning(folder: string): boolean {
  try {
    return runningIn(folder) !== undefined;
  } catch {
    return false; // somebody else has swept it
  }
}
