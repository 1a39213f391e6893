import type { RecordedResource } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { isKept } from "./change-line.ts";
import { commandLine, shellWord } from "./command-line.ts";

/** Something that no manifest asks for any more and that is kept for its data. */
export interface Orphan extends Pick<RecordedResource, "type" | "engine" | "version"> {
  readonly address: string;
}

/** What is kept, and how to let go of it. Nothing where nothing is. */
export function orphanSections(
  orphans: readonly Orphan[],
  environment: string,
  request: EnvironmentRequest,
): readonly Section[] {
  if (orphans.length === 0) return [];
  return [
    {
      kind: "lines",
      title: "Kept for its data, in no manifest any more",
      lines: orphans.flatMap(({ address, type, version, engine }) => {
        const what = version === undefined ? type : `${type} ${version}`;
        const why = isKept(address) ? "an upgrade left it" : "it left the manifest";
        const named = shellWord(address);
        return [
          `${address} (${what} on ${engine}): ${why}, and it stays until somebody destroys it by name:`,
          `    ${commandLine(`destroy ${named} --allow data-loss:${named}`, environment, request)}`,
        ];
      }),
    },
  ];
}
