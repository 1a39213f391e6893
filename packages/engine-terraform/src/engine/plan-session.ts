import { readPlan } from "../plan/read-plan.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import { requireOwnState } from "./require-own-state.ts";
import { type Session, targetArguments } from "./session.ts";
import type { Share } from "./share.ts";

/** The file of a saved plan, in the folder of its session. It holds secrets. */
export const PLAN_FILE = "towpath.tfplan";

/**
 * Plans in a session, and looks whose state it was planned on.
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
  // Terraform refuses a plan of some things alone while others wait to be renamed.
  const targets = share.only ? targetArguments(session.root, new Set([...share.only, ...share.moved.keys()])) : [];
  await session.run("plan", [
    "plan",
    ...["-input=false", "-lock=false", "-json", "-no-color"],
    ...(options.isRefreshOnly ? ["-refresh-only"] : []),
    ...targets,
    `-out=${PLAN_FILE}`,
  ]);
  const { stdout } = await session.run("show", ["show", "-json", "-no-color", PLAN_FILE], { captures: "stdout" });
  const plan = readPlan(stdout);
  requireOwnState(plan, session, share, engine);
  return plan;
}
