import type { Graph } from "@towpath/manifest";
import { graphWith } from "../graphs/graph-with.ts";

/**
 * What a run is killed in: from `before` to `after` over creations, updates, a replacement, deletions, a rename; from `old` to `new`
 * over an upgrade that keeps what was, and two things that change places.
 */
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
  old: graphWith({
    resources: {
      db: { isStateful: true, version: "17" },
      left: { isStateful: true, settings: { size: 1 } },
      right: { isStateful: true, settings: { size: 2 } },
    },
  }),
  new: graphWith({
    resources: {
      db: { isStateful: true, version: "18" },
      left: { isStateful: true, settings: { size: 2 } },
      right: { isStateful: true, settings: { size: 1 } },
      user: { settings: { target: { template: "${resources.db.port}" } } },
    },
    moved: [
      ["left", "right"],
      ["right", "left"],
    ],
  }),
};
