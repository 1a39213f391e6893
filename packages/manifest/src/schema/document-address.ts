import { type Address, address } from "@towpath/core";
import { servicePath } from "../score/service-path.ts";
import type { DocumentKind } from "./not-built.ts";

/** The address of what a path in a document is about: an overlay's path is about what it lies over. */
export function documentAddress(kind: DocumentKind, path: readonly string[]): Address {
  if (kind === "Score") return address(...servicePath(path, ["workloads", "main"]));
  if (kind !== "Service") return address(...path);
  const own = path[0] === "environments" && path.length > 2 ? path.slice(2) : path;
  return address(...(own[0] === "workload" ? ["workloads", "main", ...own.slice(1)] : own));
}
