import { type Digest, digestBytes } from "@towpath/core";
import type { PredicateName } from "../statement/predicate-type.ts";
import type { DeploymentPredicate } from "../statement/predicates/deployment.ts";
import type { SourceReviewPredicate } from "../statement/predicates/source-review.ts";
import type { PredicateOf } from "../statement/predicates.ts";
import { type Statement, statement } from "../statement/statement.ts";
import { commitSubject, digestSubject } from "../statement/subject.ts";

export const COMMIT = "c".repeat(40);
export const BASE = "b".repeat(40);
export const ARTIFACT: Digest = digestBytes("orders 1.8.2");

const RUN = { id: "77", attempt: 1, actor: "ada" };

export const DEPLOYMENT: DeploymentPredicate = {
  service: "orders",
  environment: "prod",
  number: 4,
  version: "1.8.2",
  artifact: { name: "orders-1.8.2.tar.gz", digest: ARTIFACT },
  commit: COMMIT,
  previous: { number: 3, version: "1.8.1", digest: digestBytes("orders 1.8.1") },
  kind: "planned",
  run: RUN,
  gates: [{ gate: "freeze", answer: "allow", reason: "No freeze." }],
  verification: { checks: 118, failed: 0, noData: 0, bakeSeconds: 60 },
  requestedAt: "2026-11-20T10:40:00.000Z",
  exposedAt: "2026-11-20T10:42:07.000Z",
  finishedAt: "2026-11-20T10:43:10.000Z",
  verdict: "succeeded",
};

export const REVIEW: SourceReviewPredicate = {
  repository: "acme/orders",
  base: BASE,
  head: COMMIT,
  held: true,
  reasons: [],
  commits: [{ sha: COMMIT, held: true, pull: 12, contributors: ["ada"], reviewers: ["grace"] }],
  bots: [],
};

/** One good predicate of each kind. */
export const PREDICATES: { readonly [Name in PredicateName]: PredicateOf<Name> } = {
  provenance: {
    buildDefinition: {
      buildType: "https://towpath.dev/build/v1",
      externalParameters: { service: "orders", version: "1.8.2" },
      resolvedDependencies: [{ uri: "git+https://github.com/acme/orders", digest: { gitCommit: COMMIT } }],
    },
    runDetails: { builder: { id: "https://github.com/acme/orders/actions" }, metadata: { invocationId: "77/1" } },
  },
  "test-result": { result: "PASSED", configuration: [], passedTests: ["adds"], failedTests: [] },
  sbom: { bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components: [{ type: "library", name: "left" }] },
  "source-review": REVIEW,
  deployment: DEPLOYMENT,
  "control-state": {
    service: "orders",
    environment: "prod",
    at: "2026-11-20T10:43:10.000Z",
    catalogue: digestBytes("catalogue"),
    controls: [{ id: "change/four-eyes", state: "held", reasons: [], evidence: [digestBytes("review")] }],
  },
  exception: {
    kind: "waiver",
    service: "orders",
    rule: "data/backup-retention",
    reason: "It holds copies only.",
    approvedBy: ["grace"],
    at: "2026-11-20T10:43:10.000Z",
  },
  provision: {
    service: "orders",
    environment: "prod",
    plan: digestBytes("plan"),
    changes: [{ address: "resources.db", type: "postgres", action: "create", risk: "none" }],
    consents: [],
    run: RUN,
    finishedAt: "2026-11-20T10:43:10.000Z",
    outcome: "done",
  },
};

/** A statement about the artifact and its commit. */
export function sample<Name extends PredicateName>(name: Name, changes: Partial<PredicateOf<Name>> = {}): Statement {
  return statement([digestSubject(ARTIFACT, "orders-1.8.2.tar.gz"), commitSubject(COMMIT)], name, {
    ...PREDICATES[name],
    ...changes,
  });
}
