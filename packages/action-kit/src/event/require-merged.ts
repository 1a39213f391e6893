import { ActionError } from "../errors.ts";
import type { Job } from "../run/run-action.ts";
import { isUntrusted } from "./is-untrusted.ts";

/**
 * Refuses to go on where the workspace may hold what somebody proposes: for what works with the credentials of environments.
 *
 * @param what the action does, in words: `provisions an environment`
 * @throws {ActionError} `action-kit/proposed`
 */
export function requireMerged({ proposal, run }: Pick<Job, "proposal" | "run">, what: string): void {
  if (!isUntrusted(proposal(), run)) return;
  throw new ActionError({
    code: "action-kit/proposed",
    kind: "refused",
    message: `This action ${what}, and the event ${JSON.stringify(run.event)} may be about what somebody proposes: nothing was done.`,
    hint: "Run it for what is merged: on push, schedule, release, workflow_dispatch or repository_dispatch. Before that `actions/plan` shows what would change.",
  });
}
