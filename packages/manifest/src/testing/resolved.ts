import { type Finding, formatPlace } from "@towpath/core";
import type { Graph } from "../graph/graph.ts";
import { mergeFindings } from "../merge-findings.ts";
import { loadPlatform } from "../platform/load-platform.ts";
import { resolve } from "../resolution/resolve.ts";
import { loadService } from "../service/load-service.ts";
import { memoryFiles } from "./memory-files.ts";

export interface Tried {
  readonly graph: Graph | undefined;
  readonly findings: readonly Finding[];
  /** The findings as text: code, places, message, suggestions. */
  readonly text: string;
}

export interface TriedWith {
  readonly platform?: string | undefined;
  readonly types?: Readonly<Record<string, string>>;
  /** Further files, by their path beside the manifest. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly now?: string;
}

/** The head of a manifest, for tests that are about the rest of it. */
export const HEAD = "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: orders }\n";

/** Loads and resolves a manifest, by the starter platform where no other is given. */
export function tried(
  manifest: string,
  { platform, types = {}, files: more = {}, environment = "dev", now = "2026-11-22" }: TriedWith = {},
): Tried {
  const files = memoryFiles({
    ...more,
    "towpath.yaml": manifest,
    ...(platform === undefined ? {} : { "platform/platform.yaml": platform }),
    ...Object.fromEntries(Object.entries(types).map(([name, text]) => [`platform/types/${name}.yaml`, text])),
  });
  const service = loadService("towpath.yaml", files, "/repo");
  const offered = loadPlatform(platform === undefined ? undefined : "platform", files, "/repo");
  const resolved =
    service.value && offered.value
      ? resolve({ service: service.value, platform: offered.value, environment, now: new Date(now) })
      : { findings: [] };
  const findings = mergeFindings([...service.findings, ...offered.findings, ...resolved.findings]);
  return { graph: resolved.graph, findings, text: rendered(findings) };
}

/** Findings as a person would read them. */
function rendered(findings: readonly Finding[]): string {
  return findings
    .map(({ code, level, places, message, suggestions }) =>
      [
        `${places.map(formatPlace).join(" and ")} ${code}${level === "advisory" ? " (advisory)" : ""}`,
        `  ${message}`,
        ...suggestions.map((suggestion) => `  > ${suggestion}`),
      ].join("\n"),
    )
    .join("\n");
}
