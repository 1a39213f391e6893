import { formatPlace } from "@towpath/core";
import { expect, test } from "vitest";
import type { Graph } from "../graph/graph.ts";
import { tried } from "../testing/resolved.ts";
import { scored } from "../testing/scored.ts";
import { shareFindings } from "./share-findings.ts";
import { sharedResources } from "./shared-resources.ts";

function graph(name: string, resource: string): Graph {
  const { graph, text } = tried(
    `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: ${name} }\nresources:\n  db: ${resource}\n`,
  );
  if (!graph) throw new Error(text);
  return graph;
}

function found(...graphs: readonly Graph[]): readonly string[] {
  return shareFindings(sharedResources(graphs)).map(
    ({ code, message, places, service }) => `${service} ${places.map(formatPlace).join(" ")} ${code}: ${message}`,
  );
}

const SHARED = "{ type: postgres, share: all }";
const BUSY = "{ type: postgres, share: all, settings: { maxConnections: 200 } }";
const QUIET = "{ type: postgres, share: all, settings: { maxConnections: 50 } }";

test("services that share a resource want the same of it, or nothing", () => {
  expect(found(graph("a", BUSY), graph("b", SHARED), graph("c", BUSY), graph("d", SHARED))).toEqual([]);
  expect(found(graph("b", QUIET), graph("c", SHARED), graph("a", BUSY))).toEqual([
    "b towpath.yaml:5:65 towpath.yaml:5:65 manifest/share-conflict: resources.db and resources.db of a are the same postgres.default#all, and want it differently: maxConnections is 50 here and 200 there.",
  ]);
  expect(
    found(
      graph("a", '{ type: postgres, share: all, version: "17" }'),
      graph("b", '{ type: postgres, share: all, version: "16" }'),
    ),
  ).toMatchObject([expect.stringContaining('version is "16" here and "17" there')]);
  expect(found(graph("a", '{ type: postgres, share: all, version: "17" }'), graph("b", SHARED))).toEqual([]);
});

test("what is not shared, or by another name, may differ", () => {
  expect(found(graph("a", BUSY), graph("b", QUIET.replace("all", "mine")))).toEqual([]);
  expect(found(graph("a", BUSY), graph("b", "{ type: postgres, settings: { maxConnections: 50 } }"))).toEqual([]);
});

test("the resources of one service that are the same thing do not differ", () => {
  const { text } = scored({
    "score.yaml": `apiVersion: score.dev/v1b1
metadata: { name: orders }
containers: { web: { image: nginx } }
resources:
  one: { type: queue, id: shop.events, params: { a: 1 }, metadata: { annotations: { owner: shop } } }
  two: { type: queue, id: shop.events, params: { a: 1, b: { c: 2 } }, metadata: { annotations: { owner: other } } }
  three: { type: queue, id: shop.events }
  four: { type: queue, class: large, id: shop.events, params: { a: 5 } }
`,
  });
  expect(text).toMatchInlineSnapshot(`
    "score.yaml:6:3 and score.yaml:5:3 manifest/share-conflict
      resources.two and resources.one are the same queue.default#shop.events, and want it differently: owner is "other" here and "shop" there.
      > Say the same in both, or in one of them only; or share it under another name.
    score.yaml:6:59 and score.yaml:5:3 manifest/share-conflict
      resources.two and resources.one are the same queue.default#shop.events, and want it differently: b is a mapping here and not said there.
      > Say the same in both, or in one of them only; or share it under another name."
  `);
});
