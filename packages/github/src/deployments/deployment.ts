import type { Json, JsonObject } from "@towpath/core";
import type { Account } from "../account.ts";

/** Characters of a description, of a deployment and of a status. GitHub's documentation, "Create a deployment status". */
export const MOST_OF_A_DESCRIPTION = 140;

/** What GitHub calls the state of a deployment. `inactive`: it serves no more. */
export type DeploymentState = "error" | "failure" | "inactive" | "in_progress" | "queued" | "pending" | "success";

/** A deployment to be told of. It merges nothing and waits for no check: what is told has happened. */
export interface NewDeployment {
  /** A commit, a branch or a tag that GitHub has. */
  readonly ref: string;
  /** Services that share a name deactivate each other: `prod/orders`. */
  readonly environment: string;
  /** What kind of deployment it is; `deploy` unless said otherwise. */
  readonly task?: string;
  readonly description?: string;
  /** What cannot be changed any more. Another one for each deployment: by it one is found whose answer was lost. */
  readonly payload: JsonObject;
  /** Whether users meet it. GitHub's own guess unless said. */
  readonly isProduction?: boolean;
}

/** A deployment as GitHub keeps it. Texts are untrusted. */
export interface GitHubDeployment {
  readonly id: number;
  readonly commit: string;
  readonly environment: string;
  readonly task: string;
  readonly payload: Json | undefined;
  /** Who told of it; undefined where the account is gone. */
  readonly creator: Account | undefined;
  /** RFC 3339, by GitHub's clock. */
  readonly createdAt: string;
}

/** What is to be said of a deployment. */
export interface NewDeploymentStatus {
  readonly state: DeploymentState;
  /** Cut to 140 characters. */
  readonly description?: string;
  /** The run that did it. An http address. */
  readonly logUrl?: string;
  /** Where users find it. An http address. */
  readonly environmentUrl?: string;
  /**
   * Whether GitHub makes the successful ones before it in the same environment inactive; it does so for none that is production.
   * False unless said otherwise.
   */
  readonly isRetiring?: boolean;
}

/** What was said of a deployment. Texts are untrusted. */
export interface DeploymentStatus {
  readonly id: number;
  readonly state: DeploymentState;
  readonly description: string;
  readonly creator: Account | undefined;
  /** RFC 3339, by GitHub's clock. */
  readonly createdAt: string;
}
