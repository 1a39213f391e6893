import { canonicalJson } from "@towpath/core";
import { type Graph, graphDigest } from "@towpath/manifest";

/**
 * A graph as a JSON document: `graph` is the version of its format, `digest` what it means, without origins. Keys are
 * sorted, and the folder of this machine is left out: the same input gives the same bytes.
 */
export function graphJson(graph: Graph): string {
  const { folder: _, ...service } = graph.service;
  const document: unknown = JSON.parse(canonicalJson({ ...graph, service, digest: graphDigest(graph) }));
  return `${JSON.stringify(document, null, 2)}\n`;
}
