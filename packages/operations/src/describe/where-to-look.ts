import type { Graph } from "@towpath/manifest";
import type { Section } from "@towpath/report";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { commandLine } from "./command-line.ts";

/** Where the running service is, and the commands that show its log, its resources, and its end. */
export function whereToLook(
  graph: Graph,
  request: EnvironmentRequest,
  addresses: Readonly<Record<string, string>>,
): readonly Section[] {
  const command = (words: string): string => commandLine(words, graph.environment.name, request);
  const isOne = Object.keys(addresses).length === 1;
  const fields = [
    ...Object.entries(addresses).map(([workload, address]) => ({ name: isOne ? "address" : workload, value: address })),
    ...(graph.workloads.length > 0 ? [{ name: "log", value: command("logs") }] : []),
    ...graph.resources.map(({ name, type, address }) => ({
      name: `${name} (${type})`,
      value: command(`outputs ${address} --reveal`),
    })),
    { name: "stop", value: command("down") },
  ];
  return [{ kind: "fields", fields }];
}
