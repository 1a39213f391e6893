/** Who a token belongs to. */
export interface Account {
  readonly login: string;
  readonly type: "Bot" | "User";
}

/** What a token may do: `{ checks: "write" }`, in the words of a workflow's `permissions:` with `_` for `-`. */
export type TokenPermissions = Readonly<Record<string, "read" | "write">>;

/** A token of the loopback GitHub. */
export interface LoopbackToken {
  readonly account: Account;
  /** `installation`: a workflow's own, or an app's; `user`: a person's fine-grained one. */
  readonly kind: "installation" | "user";
  readonly permissions: TokenPermissions;
}

/** Everything that a check may want. */
export const ALL_PERMISSIONS: TokenPermissions = {
  checks: "write",
  contents: "read",
  deployments: "write",
  issues: "write",
  members: "read",
  metadata: "read",
  pull_requests: "write",
  security_events: "write",
};

/** What GitHub gives to a pull request from a fork. */
export const FORK_PERMISSIONS: TokenPermissions = {
  checks: "read",
  contents: "read",
  deployments: "read",
  issues: "read",
  metadata: "read",
  pull_requests: "read",
  security_events: "read",
};

/** A permission in the API's own words, such as `pull_requests=write`. Of several, one is enough. */
export type Needed = readonly `${string}=${"read" | "write"}`[];

/** Whether a token may do what needs one of these. Whoever may write may read. */
export function mayDo(permissions: TokenPermissions, needed: Needed): boolean {
  return needed.some((one) => {
    const [name = "", access] = one.split("=");
    const given = Object.hasOwn(permissions, name) ? permissions[name] : undefined;
    return given === "write" || (given === "read" && access === "read") || one === "metadata=read";
  });
}
