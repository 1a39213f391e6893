import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "@towpath/provisioning";
import { dropRescued, type RescuePlace, rescuedStates, setRescuedAside } from "../state/rescued-states.ts";
import type { Session } from "./session.ts";

/** What Terraform reads its state from where a root module names no backend. */
const LOCAL_STATE = "terraform.tfstate";

/**
 * The newest state that an earlier run could not write into the platform's own backend. A plan is made on it, as if it were there:
 * the apply after it writes it.
 */
export async function rescuedNewest(place: RescuePlace): Promise<Uint8Array | undefined> {
  return (await rescuedStates(place)).find(({ file }) => file !== undefined)?.bytes;
}

/** Lays a state beside a root module without a backend. */
export async function writeLocalState(folder: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(folder, LOCAL_STATE), bytes, { mode: 0o600 });
}

/**
 * Writes into the platform's own backend what earlier runs could not. Terraform itself looks whether it follows on what is there;
 * what does not is set aside.
 */
export async function pushRescued(
  session: Session,
  place: RescuePlace,
  { events }: Pick<Context, "events">,
): Promise<void> {
  for (const rescued of await rescuedStates(place)) {
    if (!rescued.file) continue;
    const path = join(session.folder, "rescued.tfstate");
    await writeFile(path, rescued.bytes, { mode: 0o600 });
    const result = await session.attempt(["state", "push", "-lock-timeout=30s", path]);
    if (result.exitCode === 0) {
      await dropRescued(rescued);
      events({
        type: "notice",
        message: `The state that an earlier run could not write is taken up: serial ${rescued.file.serial}.`,
      });
      continue;
    }
    const failure = session.failureOf(result, "show");
    if (!result.lines.concat(result.diagnostics.map(({ summary }) => summary)).some((line) => STALE.test(line)))
      throw failure;
    events({
      type: "notice",
      message: `A state that an earlier run could not write does not follow on the one in the backend; it stays sealed in ${await setRescuedAside(rescued)}.`,
    });
  }
}

const STALE = /newer serial|different lineage|cannot import state|serial \d+ .*(?:over|with)/i;
