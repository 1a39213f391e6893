import type { Effects } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { OperationError } from "../errors.ts";

/**
 * Refuses to keep the state of what stays in files that do not: a runner of GitHub's is thrown away after the job.
 *
 * @throws {OperationError} `operation/state-would-vanish`
 */
export function refuseToVanish(
  { name, engines, origin, state }: Graph["environment"],
  { variables }: Pick<Effects, "variables">,
): void {
  if ((state?.store ?? "file") !== "file") return;
  const isHosted = variables["GITHUB_ACTIONS"] === "true" && variables["RUNNER_ENVIRONMENT"] === "github-hosted";
  const elsewhere = engines.find(({ kind }) => kind !== "local");
  if (!isHosted || !elsewhere) return;
  throw new OperationError({
    code: "operation/state-would-vanish",
    message: `The state of environment ${name} is kept in files, which vanish with this runner, while engine "${elsewhere.name}" makes things that stay.`,
    place: origin.place,
    hint: "Name a store that stays: state: { store: postgres } or state: { store: azblob, account: acmestate }.",
  });
}
