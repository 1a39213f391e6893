import type { Address } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { counted } from "../describe/counted.ts";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { openWorld, targetOf, workloadHost } from "../environment/open-world.ts";
import { requireKnownAddress } from "../environment/unknown-address.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

/** Which lines to show, and where they go. */
export interface LogsRequest extends EnvironmentRequest {
  /** Only what this workload printed: `workloads.web`, or `web`. All of them when absent. */
  readonly workload?: string | undefined;
  /** How many of the last lines; 100 when absent. A text, as it was typed. */
  readonly tail?: string | undefined;
  readonly follows: boolean;
  /** Gets each line as it comes; lines are collected in the result when absent. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** The lines that were collected, the oldest first; none where each was handed on as it came. */
export interface LogsData {
  readonly lines: readonly { readonly workload: string; readonly instance: string; readonly text: string }[];
}

const TAIL = 100;

/** What the service's workloads printed. */
export const logs = operation<LogsRequest, LogsData>("logs", async (request, effects) => {
  const opened = await openGraph(request, effects, true);
  const { graph } = opened;
  const world = await openWorld(graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  const workload = workloadOf(request.workload, graph);
  const query = { workload, tail: tailOf(request.tail), follow: request.follows };
  const lines: { workload: string; instance: string; text: string }[] = [];
  let seen = 0;
  const isOne = graph.workloads.length === 1 || workload !== undefined;
  try {
    for await (const line of workloadHost(world).logs(await targetOf(world), query, world.context)) {
      seen += 1;
      if (request.onLine) request.onLine(isOne ? line.text : `${line.workload} ${line.text}`);
      else lines.push(line);
    }
  } catch (error) {
    // To stop following is how following ends.
    if (!request.follows || !effects.signal.aborted) throw error;
  }
  return {
    status: "ok",
    summary:
      seen === 0
        ? `${workload ?? graph.service.name} has printed nothing in ${graph.environment.name}.`
        : `${counted(seen, "line")}.`,
    service: graph.service.name,
    environment: graph.environment.name,
    data: { lines },
  };
});

function workloadOf(typed: string | undefined, { workloads, service }: Graph): Address | undefined {
  if (typed === undefined) return undefined;
  const wanted = typed.includes(".") ? typed : `workloads.${typed}`;
  const known = workloads.map(({ address }) => address);
  requireKnownAddress(wanted, known, `workload of ${service.name}`);
  return known.find((address) => address === wanted);
}

function tailOf(text: string | undefined): number {
  if (text === undefined) return TAIL;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new OperationError({
    code: "operation/bad-number",
    message: `--tail takes a number of lines; it got "${text}".`,
    hint: "For example: --tail 500.",
  });
}
