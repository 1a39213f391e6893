import { createHash } from "node:crypto";
import type { DriverScope } from "@towpath/provisioning";

/** PostgreSQL cuts longer names off without a word: NAMEDATALEN - 1, in bytes. */
const LONGEST = 63;
const DIGITS = 10;

/**
 * The name of a resource's database, and of the role that owns it: words that a person recognises and a digest that keeps
 * `a-b` of `c` apart from `a` of `b-c`. Lower-case letters, digits and underscores; at most 63 bytes.
 */
export function databaseName(scope: Pick<DriverScope, "service" | "environment" | "address" | "name">): string {
  const identity = JSON.stringify([scope.service, scope.environment, scope.address]);
  const digest = createHash("sha256").update(identity).digest("hex").slice(0, DIGITS);
  const words = [scope.service, scope.environment, scope.name]
    .map((word) => word.toLowerCase().replace(/[^a-z0-9]+/g, "_"))
    .join("_")
    .slice(0, LONGEST - DIGITS - 1);
  return `${words}_${digest}`;
}
