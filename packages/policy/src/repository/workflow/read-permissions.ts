import type { Mapping, Scalar } from "../source/source-value.ts";
import type { Permissions } from "./permissions.ts";

/** The `permissions` of a workflow or a job. Nothing behind the colon is as good as no line. */
export function readPermissions(of: Mapping): Permissions | undefined {
  const value = of.get("permissions");
  if (!value || value.kind === "sequence" || (value.kind === "scalar" && value.raw === null)) return undefined;
  const { place, keyPlace } = value;
  const comment = of.commentOf("permissions");
  if (value.kind === "scalar") return { kind: "all", level: value, place, keyPlace, comment };
  const scopes = [...value.entries].filter((entry): entry is [string, Scalar] => entry[1].kind === "scalar");
  return { kind: "scopes", scopes: new Map(scopes), mapping: value, place, keyPlace, comment };
}
