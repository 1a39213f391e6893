import { type Digest, shortDigest } from "@towpath/core";
import { type Graph, graphDigest } from "@towpath/manifest";
import { diagramOf } from "../diagram/diagram.ts";
import { diagramDot } from "../diagram/diagram-dot.ts";
import { diagramMermaid } from "../diagram/diagram-mermaid.ts";
import { diagramText } from "../diagram/diagram-text.ts";
import { graphJson } from "../diagram/graph-json.ts";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { writeOutput } from "../documents/write-output.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

/** What a graph can be written as. */
export const GRAPH_FORMATS = ["text", "json", "mermaid", "dot"] as const;
/** One of them. */
export type GraphFormat = (typeof GRAPH_FORMATS)[number];

/** Which service's graph, in which environment, as what. */
export interface GraphRequest extends EnvironmentRequest {
  /** One of {@link GRAPH_FORMATS}; `text` when absent. */
  readonly format?: string | undefined;
  /** Where to write it to, instead of showing it. */
  readonly out?: string | undefined;
}

/** The graph, with the digest of what it means. */
export interface GraphData {
  readonly digest: Digest;
  readonly graph: Graph;
}

/** Shows what a service is in an environment: its workloads and resources, where they are made, and who needs what. */
export const graph = operation<GraphRequest, GraphData>("graph", async (request, effects) => {
  const format = formatOf(request.format ?? "text");
  const opened = await openGraph(request, effects);
  const { service, environment } = opened.graph;
  const digest = graphDigest(opened.graph);
  const text = format === "json" ? graphJson(opened.graph) : DRAWN[format](diagramOf(opened.graph));
  if (request.out !== undefined) writeOutput("The graph", text, request.out, effects);
  return {
    status: "ok",
    summary:
      request.out === undefined
        ? `${service.name} in ${environment.name}: ${shortDigest(digest)}.`
        : `The graph of ${service.name} in ${environment.name} is in ${request.out}.`,
    service: service.name,
    environment: environment.name,
    // Advice belongs to `check`: here it would stand beside a picture that is piped on.
    findings: [],
    sections: request.out === undefined ? [{ kind: "document", text }] : [],
    data: { digest, graph: opened.graph },
  };
});

const DRAWN = { text: diagramText, mermaid: diagramMermaid, dot: diagramDot } as const;

function formatOf(wanted: string): GraphFormat {
  const format = GRAPH_FORMATS.find((one) => one === wanted);
  if (format) return format;
  throw new OperationError({
    code: "operation/unknown-format",
    message: `A graph cannot be written as "${wanted}".`,
    hint: `There are ${GRAPH_FORMATS.join(", ")}.`,
  });
}
