import type { DeploymentKind } from "@towpath/delivery";
import { OperationError } from "../errors.ts";

/** Kinds that somebody may say a deployment is of; a rollback has a command of its own. */
export const DEPLOYMENT_KINDS = ["planned", "hotfix", "config"] as const satisfies readonly DeploymentKind[];

/** @throws {OperationError} `operation/deployment-kind` */
export function deploymentKind(text: string | undefined): DeploymentKind | undefined {
  if (text === undefined) return undefined;
  const kind = DEPLOYMENT_KINDS.find((known) => known === text);
  if (kind) return kind;
  throw new OperationError({
    code: "operation/deployment-kind",
    message: `There is no kind of deployment ${JSON.stringify(text.slice(0, 100))}.`,
    hint: `Say one of ${DEPLOYMENT_KINDS.join(", ")}. towpath rollback goes back.`,
  });
}
