import type { Change } from "../controls/change.ts";
import { csv } from "./csv.ts";

const HEAD = [
  "service",
  "environment",
  "deployment",
  "version",
  "artifact",
  "commit",
  "previous_commit",
  "requested_at",
  "finished_at",
  "requested_by",
  "verdict",
  "signed",
  "folder",
] as const;

/** The population of all changes, a line each: what an auditor draws a sample from. */
export function populationCsv(changes: readonly Change[]): string {
  return csv(
    HEAD,
    changes.map((one) => [
      one.service,
      one.environment,
      one.number,
      one.version,
      one.digest,
      one.commit,
      one.previousCommit ?? undefined,
      one.at,
      one.finishedAt,
      one.actor,
      one.verdict,
      one.isUnsigned ? "no" : "yes",
      changeFolder(one),
    ]),
  );
}

/** The folder of a change: `prod-00000004`. */
export function changeFolder({ environment = "none", number, digest }: Change): string {
  const plain = environment.replace(/[^A-Za-z0-9-]/g, "-").replace(/^-+/, "");
  return number === undefined
    ? `release-${digest.slice("sha256:".length, 19)}`
    : `${plain}-${String(number).padStart(8, "0")}`;
}
