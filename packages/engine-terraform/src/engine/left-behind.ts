import { errorMessage } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { sweepWorkFolders } from "../process/sweep-work-folders.ts";
import { waitForRunning } from "../process/wait-for-running.ts";
import type { WorkFolder } from "../process/work-folder.ts";
import { rescueState, workedOnIn } from "../state/rescue-state.ts";
import type { ServedState } from "../state/serve-state.ts";
import type { TerraformEngineParts } from "./engine-parts.ts";

/**
 * Takes up what runs that were killed left behind. What cannot be taken up stands against nothing; but a Terraform that is still
 * at work on the same state is waited for, for nobody knows what it makes.
 */
export async function takeUpKilled(
  base: string,
  stateKey: string,
  { folders }: Pick<TerraformEngineParts, "folders">,
  context: Context,
): Promise<void> {
  for (;;) {
    const { running, failed } = await sweepWorkFolders(base, async (folder) => {
      await rescueState(folder, folders);
    });
    for (const { folder, error } of failed)
      context.events({
        type: "notice",
        message: `What a run that was killed left in ${folder} could not be taken up, and stays there: ${errorMessage(error)}`,
      });
    const others = await Promise.all(running.map(async (each) => ({ each, key: await workedOnIn(each.folder) })));
    const same = others.find(({ key }) => key === stateKey);
    if (!same) return;
    await waitForRunning(same.each, context);
  }
}

/** Takes the state out of a session's folder that Terraform could not write, and says what became of it. */
export async function rescue(
  folder: Pick<WorkFolder, "path">,
  served: ServedState | undefined,
  { folders }: Pick<TerraformEngineParts, "folders">,
  { events }: Pick<Context, "events">,
): Promise<void> {
  const rescued = await rescueState(folder.path, folders);
  if (!rescued) return;
  const kept = `Terraform could not write its state; it is kept sealed in ${rescued.path}, and the next run takes it up.`;
  const said = await served?.takeUpRescued().catch(() => [kept]);
  for (const message of said ?? [kept]) events({ type: "notice", message });
}
