import type { Graph } from "@towpath/manifest";
import type { Section } from "@towpath/report";
import type { EnvironmentRequest } from "../documents/open-documents.ts";

/** Where the running service is, and the commands that show its log, its resources, and its end. */
export function whereToLook(
  graph: Graph,
  request: EnvironmentRequest,
  addresses: Readonly<Record<string, string>>,
): readonly Section[] {
  const command = (words: string): string =>
    [
      `npx towpath ${words} -e ${graph.environment.name}`,
      request.manifest ? `-f ${shellWord(request.manifest)}` : "",
      request.platform ? `-p ${shellWord(request.platform)}` : "",
    ]
      .filter(Boolean)
      .join(" ");
  const isOne = Object.keys(addresses).length === 1;
  const fields = [
    ...Object.entries(addresses).map(([workload, address]) => ({ name: isOne ? "address" : workload, value: address })),
    { name: "log", value: command("logs") },
    ...graph.resources.map(({ name, type, address }) => ({
      name: `${name} (${type})`,
      value: command(`outputs ${address} --reveal`),
    })),
    { name: "stop", value: command("down") },
  ];
  return [{ kind: "fields", fields }];
}

/** As a person would type it: quoted where a shell would read more into it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
