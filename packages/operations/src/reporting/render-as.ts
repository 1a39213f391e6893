import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Effects } from "@towpath/core";
import { jsonParts, type Result, renderAnnotations, renderMarkdown, renderText } from "@towpath/report";
import { describedRules } from "./described-rules.ts";
import type { ReportFormat } from "./report-formats.ts";

/** A result in one format. */
export interface Rendering {
  /** The text in parts: a million findings are longer than a text may be. */
  readonly parts: Iterable<string>;
  /** What the format left out, in sentences. */
  readonly notices: readonly string[];
}

/** Bytes of a page that is no job summary: what a person's editor opens. */
const PAGE_BYTES = 20_000_000;

/**
 * A result in one of the formats, for standard output or a file. Paths are seen from the root of the git repository around
 * the effects' folder; links lead to the commit that a job of GitHub Actions runs for.
 *
 * @param version Towpath's own
 */
export async function renderAs(
  format: ReportFormat,
  result: Result,
  effects: Effects,
  version?: string,
): Promise<Rendering> {
  switch (format) {
    case "text":
      return whole(renderText(result, { colour: false, source: (file) => sourceOf(file, effects) }));
    case "json":
      return { parts: jsonParts(result), notices: [] };
    case "markdown":
      return whole(renderMarkdown(result, { limit: PAGE_BYTES, rules: await describedRules(result) }));
    case "github":
      return whole(renderAnnotations(result, { folder: folderInRepository(effects.folder) }));
    case "comment": {
      const { renderComment } = await import("@towpath/report/comment");
      return whole(renderComment(result, { key: commentKey(result), ...commitOf(effects) }).text);
    }
    case "sarif": {
      const { renderSarif } = await import("@towpath/report/sarif");
      const rules = await describedRules(result);
      const { text, notices } = renderSarif(result, { rules, version, folder: folderInRepository(effects.folder) });
      return { parts: [text], notices };
    }
    case "junit": {
      const { renderJunit } = await import("@towpath/report/junit");
      return whole(renderJunit(result, { rules: await describedRules(result) }));
    }
  }
}

/** Each service has one comment for its check, and one for its plan in each environment. */
function commentKey({ verb, service = "all", environment = "" }: Result): string {
  return verb === "plan" || verb === "drift" ? `${verb} ${service} ${environment}` : service;
}

function whole(text: string): Rendering {
  return { parts: [text], notices: [] };
}

function commitOf({ variables, folder }: Effects) {
  return {
    repository: variables["GITHUB_REPOSITORY"],
    sha: variables["GITHUB_SHA"],
    server: variables["GITHUB_SERVER_URL"],
    folder: folderInRepository(folder),
  };
}

/** A folder as its git repository sees it, with `/`; empty for the root, and where there is none. */
function folderInRepository(folder: string): string {
  for (let root = folder; ; root = dirname(root)) {
    if (existsSync(join(root, ".git"))) return relative(root, folder).split(sep).join("/");
    if (root === dirname(root)) return "";
  }
}

function sourceOf(file: string, { files, folder }: Effects): string | undefined {
  try {
    const bytes = files.read(resolve(folder, file));
    return bytes && new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
