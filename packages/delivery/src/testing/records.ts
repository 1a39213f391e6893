import { digestBytes } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import { type Deployment, type DeploymentState, NOTHING_VERIFIED } from "../deployment/deployment.ts";
import { beginAttempt } from "../deployment/deployment-log.ts";
import type { Release } from "../release/release.ts";

/** The digest of a version's artifact in tests. */
export const digestOf = (version: string) => digestBytes(`artifact of ${version}`);

/** A release of the service `orders`, built at a minute of 2026-03-01. */
export function releaseRecord(version: string, minute = 0, run?: string): Release {
  const createdAt = new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString();
  return {
    release: 1,
    service: "orders",
    version,
    artifact: { kind: "archive", name: `orders-${version}.tar.gz`, digest: digestOf(version), size: 1_000 },
    manifest: digestBytes("manifest"),
    createdAt,
    ...(run === undefined
      ? {}
      : {
          provenance: {
            startedAt: createdAt,
            finishedAt: createdAt,
            run: { id: run, actor: "anna" },
            commands: [],
            toolchain: {},
            platform: { name: "starter", digest: digestBytes("platform") },
            materials: [],
          },
        }),
  };
}

/** An attempt as it is on record. */
export interface RecordSketch extends Partial<Omit<Deployment, "release" | "version" | "artifact">> {
  readonly release: Release;
  readonly verdict: DeploymentState;
  /** RFC 3339: when it was exposed and came to its verdict. */
  readonly at?: string;
}

/** Adds an attempt to the record. */
export async function addRecord(state: StateStore, sketch: RecordSketch): Promise<Deployment> {
  const { release, verdict, at = "2026-03-01T10:00:00.000Z", ...more } = sketch;
  const isExposed = ["succeeded", "rolled_back", "rollback_failed"].includes(verdict);
  const attempt = await beginAttempt(state, {
    v: 1,
    service: "orders",
    environment: "dev",
    version: release.version,
    artifact: { name: release.artifact.name, digest: release.artifact.digest },
    release,
    kind: "planned",
    run: { id: "7", attempt: 1, actor: "anna" },
    gates: [],
    verification: NOTHING_VERIFIED,
    exposures: [],
    ...(isExposed ? { exposingAt: at, exposedAt: at } : {}),
    verdict,
    history: [
      { state: "requested", at },
      { state: verdict, at },
    ],
    ...more,
  });
  return attempt.current();
}
