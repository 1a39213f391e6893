import type { Json } from "@towpath/core";
import type { Account } from "./accounts.ts";

/** What GitHub calls the state of a deployment. */
export type KeptDeploymentState = "error" | "failure" | "inactive" | "in_progress" | "queued" | "pending" | "success";

/** One status of a deployment. They only grow. */
export interface KeptDeploymentStatus {
  readonly id: number;
  readonly state: KeptDeploymentState;
  readonly description: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
  readonly account: Account;
  readonly created: string;
}

/** A deployment that GitHub was told of. */
export interface KeptDeployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly payload: Json;
  readonly description: string | null;
  readonly isProduction: boolean;
  readonly isTransient: boolean;
  readonly account: Account;
  readonly created: string;
  /** The oldest first. */
  readonly statuses: KeptDeploymentStatus[];
}
