import type { Change } from "../plan.ts";

const VERBS: Readonly<Record<Change["action"], string>> = {
  create: "Create",
  update: "Update",
  upgrade: "Upgrade",
  migrate: "Migrate",
  replace: "Replace",
  delete: "Delete",
  retain: "Keep",
  adopt: "Adopt",
  none: "Leave",
};

/** A change in a few words, as it is begun: `Create resources.db (postgres)`. */
export function changeTitle(change: Pick<Change, "action" | "address" | "type">): string {
  return `${VERBS[change.action]} ${change.address} (${change.type})`;
}
