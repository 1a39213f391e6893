import { canonicalJson, type Json, type JsonObject } from "@towpath/core";
import { accountOf } from "../account.ts";
import type { Connection } from "../connection/connection.ts";
import { type Fields, fieldsOf } from "../connection/fields.ts";
import { id } from "../connection/path.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";
import { shortened } from "../shortened.ts";
import { type Written, written } from "../written.ts";
import {
  type DeploymentState,
  type DeploymentStatus,
  type GitHubDeployment,
  MOST_OF_A_DESCRIPTION,
  type NewDeployment,
  type NewDeploymentStatus,
} from "./deployment.ts";

const STATES: readonly DeploymentState[] = [
  "error",
  "failure",
  "inactive",
  "in_progress",
  "queued",
  "pending",
  "success",
];

/** One that was made a moment ago is among so many. */
const RECENT = 100;

/** Deployments and what is said of them. */
export interface Deployments {
  to(environment: string, task?: string, most?: number): Promise<readonly GitHubDeployment[]>;
  create(deployment: NewDeployment): Promise<Written<GitHubDeployment>>;
  statusesOf(deployment: number, most?: number): Promise<readonly DeploymentStatus[]>;
  say(deployment: number, status: NewDeploymentStatus): Promise<Written<DeploymentStatus>>;
}

export function deploymentsIn(connection: Connection, repository: string): Deployments {
  const path = `${repository}/deployments`;
  const to: Deployments["to"] = async (environment, task, most = Number.POSITIVE_INFINITY) => {
    const found = await connection.list(
      {
        path,
        query: { environment, ...(task === undefined ? {} : { task }) },
        needs: GITHUB_PERMISSIONS.deploymentsTo,
        what: `The deployments to ${environment}`,
      },
      undefined,
      upTo(most),
    );
    return found.slice(0, most).map(deploymentOf);
  };
  const statusesOf: Deployments["statusesOf"] = async (deployment, most = Number.POSITIVE_INFINITY) => {
    const found = await connection.list(
      {
        path: `${path}/${id(deployment)}/statuses`,
        needs: GITHUB_PERMISSIONS.deploymentStatusesOf,
        what: `The statuses of deployment ${deployment}`,
      },
      undefined,
      upTo(most),
    );
    return found.slice(0, most).map(statusOf);
  };
  return {
    to,
    statusesOf,
    create: async (deployment) => {
      const { environment, task = "deploy", payload } = deployment;
      let found: GitHubDeployment | undefined;
      const answer = await connection.write({
        method: "POST",
        path,
        body: bodyOf(deployment, task),
        needs: GITHUB_PERMISSIONS.createDeployment,
        what: `The deployment to ${environment}`,
        lookUp: async () => {
          found = (await to(environment, task, RECENT)).find((one) => isSame(one.payload, payload));
          return found && {};
        },
      });
      if (!answer.isWritten) return answer;
      return written(found ?? deploymentOf(fieldsOf(answer.value, "The deployment")));
    },
    say: async (deployment, status) => {
      const body = statusBody(status);
      let found: DeploymentStatus | undefined;
      const answer = await connection.write({
        method: "POST",
        path: `${path}/${id(deployment)}/statuses`,
        body,
        needs: GITHUB_PERMISSIONS.createDeploymentStatus,
        what: `The status of deployment ${deployment}`,
        // Said twice it would stand there twice.
        lookUp: async () => {
          const [last] = await statusesOf(deployment, 1);
          const isIt = last?.state === status.state && last.description === (body["description"] ?? "");
          found = isIt ? last : undefined;
          return found && {};
        },
      });
      if (!answer.isWritten) return answer;
      return written(found ?? statusOf(fieldsOf(answer.value, "The status")));
    },
  };
}

/** Asks for no page more once there are so many. */
function upTo(most: number): (page: readonly Fields[]) => boolean {
  let count = 0;
  return (page) => {
    count += page.length;
    return count >= most;
  };
}

function bodyOf(deployment: NewDeployment, task: string): JsonObject {
  const { ref, environment, description, payload, isProduction } = deployment;
  return {
    ref,
    task,
    environment,
    payload,
    // Without these two GitHub merges the default branch into the ref, and waits for every check of it.
    auto_merge: false,
    required_contexts: [],
    ...(description === undefined ? {} : { description: shortened(description, MOST_OF_A_DESCRIPTION) }),
    ...(isProduction === undefined ? {} : { production_environment: isProduction }),
  };
}

function statusBody({ state, description, logUrl, environmentUrl, isRetiring }: NewDeploymentStatus): JsonObject {
  return {
    state,
    auto_inactive: isRetiring ?? false,
    ...(description === undefined ? {} : { description: shortened(description, MOST_OF_A_DESCRIPTION) }),
    ...(isWebAddress(logUrl) ? { log_url: logUrl } : {}),
    ...(isWebAddress(environmentUrl) ? { environment_url: environmentUrl } : {}),
  };
}

/** GitHub refuses the whole status for an address that is none. */
function isWebAddress(text: string | undefined): text is string {
  return text !== undefined && /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}

function isSame(one: Json | undefined, other: JsonObject): boolean {
  return one !== undefined && canonicalJson(one) === canonicalJson(other);
}

function deploymentOf(deployment: Fields): GitHubDeployment {
  return {
    id: deployment.number("id"),
    commit: deployment.text("sha"),
    environment: deployment.text("environment"),
    task: deployment.text("task"),
    payload: deployment.json("payload"),
    creator: accountOf(deployment, "creator"),
    createdAt: deployment.text("created_at"),
  };
}

function statusOf(status: Fields): DeploymentStatus {
  const said = status.text("state");
  return {
    id: status.number("id"),
    state: STATES.find((state) => state === said) ?? "pending",
    description: status.optionalText("description") ?? "",
    creator: accountOf(status, "creator"),
    createdAt: status.text("created_at"),
  };
}
