import type { Change } from "../plan.ts";

/**
 * True while the outputs that a change leaves are not those on record, or may be others: another version may be a thing that is
 * made elsewhere, also of what is taken over again.
 */
export function isUnsettled({ action, risk, diff }: Pick<Change, "action" | "risk" | "diff">): boolean {
  if (["create", "replace", "upgrade"].includes(action) || risk === "unknown") return true;
  return action === "adopt" && diff.some(({ path }) => path === "version");
}
