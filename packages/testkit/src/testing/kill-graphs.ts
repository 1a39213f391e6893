import type { Graph } from "@towpath/manifest";
import { graphWith } from "../graphs/graph-with.ts";

/** What a run is killed in: each goes from `before` to `after` over creations, updates, a replacement, deletions, a rename. */
export const killGraphs: Readonly<Record<string, Graph>> = {
  before: graphWith({
    resources: {
      db: { isStateful: true, settings: { collation: { value: "C", change: "replace" } } },
      old: { dependsOn: ["db"] },
      files: { isStateful: true },
      queue: { settings: { size: 1 } },
    },
  }),
  after: graphWith({
    resources: {
      db: { isStateful: true, settings: { collation: { value: "de", change: "replace" } } },
      cache: { settings: { target: { template: "${resources.db.port}" } } },
      jobs: { settings: { size: 2 } },
    },
    moved: [["queue", "jobs"]],
  }),
};
