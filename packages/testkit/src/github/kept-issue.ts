import type { Account } from "./accounts.ts";

/** An issue. */
export interface KeptIssue {
  readonly number: number;
  readonly account: Account;
  title: string;
  body: string;
  state: "open" | "closed";
  stateReason: "completed" | "reopened" | "not_planned" | "duplicate" | null;
  labels: readonly string[];
  readonly created: string;
  updated: string;
}
