import { readPlan } from "../plan/read-plan.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import { requireOwnState } from "./require-own-state.ts";
import { type Session, targetsOf } from "./session.ts";
import type { Share } from "./share.ts";

/** The file of a saved plan, in the folder of its session. It holds secrets. */
export const PLAN_FILE = "towpath.tfplan";

/**
 * Plans in a session, unless that was done, and looks whose state it was planned on.
 *
 * @param engine its name in the environment
 * @throws {TerraformError} `engine-terraform/state-belongs-to-another`, and why Terraform could not plan
 */
export async function planIn(
  session: Session,
  share: Share,
  engine: string,
  options: { readonly isRefreshOnly?: boolean | undefined } = {},
): Promise<TerraformPlan> {
  if (session.planned) return session.planned;
  await session.run("plan", [
    "plan",
    ...["-input=false", "-lock=false", "-json", "-no-color"],
    ...(options.isRefreshOnly ? ["-refresh-only"] : []),
    ...targetsOf(session.root, share),
    `-out=${PLAN_FILE}`,
  ]);
  const { stdout } = await session.run("show", ["show", "-json", "-no-color", PLAN_FILE], { captures: "stdout" });
  const plan = readPlan(stdout);
  requireOwnState(plan, session, share, engine);
  session.planned = plan;
  return plan;
}
