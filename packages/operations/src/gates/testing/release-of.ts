import type { Deployment, Release } from "@towpath/delivery";

/** A release of a commit, whose digest is one digit, again and again. */
export function releaseOf(of: string | undefined, digest: string = "a"): Release {
  return {
    release: 1,
    service: "shop",
    version: "1",
    commit: of,
    artifact: { kind: "archive", name: "shop.tar.gz", digest: `sha256:${digest.repeat(64)}`, size: 1 },
    manifest: `sha256:${"0".repeat(64)}`,
    createdAt: "2026-11-20T10:00:00Z",
  };
}

/** A deployment of it that succeeded. */
export function deploymentOf(release: Release): Deployment {
  return {
    v: 1,
    number: 1,
    service: "shop",
    environment: "prod",
    version: "1",
    artifact: release.artifact,
    release,
    kind: "planned",
    run: { id: "1", attempt: 1, actor: "bot" },
    gates: [],
    verification: { checks: 0, failed: 0, noData: 0, bakeSeconds: 0 },
    exposures: [],
    verdict: "succeeded",
    history: [],
  };
}
