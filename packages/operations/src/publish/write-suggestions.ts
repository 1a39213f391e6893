import { join, relative, resolve, sep } from "node:path";
import type { Effects } from "@towpath/core";
import { type GitHub, isInDiff, type PullRequestFile, type Written } from "@towpath/github";
import { renderSuggestions } from "@towpath/report/suggestions";
import { isNamed } from "../trust/git/git-object.ts";
import type { PublishRequest } from "./publish-request.ts";

/** Suggests the fixes of findings as changes, where the pull request's diff shows their lines. */
export async function writeSuggestions(
  github: GitHub,
  { result, pullRequest, folder }: PublishRequest,
  effects: Effects,
): Promise<Written<string | undefined> | undefined> {
  if (!pullRequest || !result.findings.some(({ edits }) => edits !== undefined)) return undefined;
  const { files } = await github.filesOf(pullRequest.number);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const root = rootOf(folder, effects);
  const known = new Map<string, string | undefined>();
  const textOf = (path: string): string | undefined => {
    if (!known.has(path)) known.set(path, textIn(join(root, path), byPath.get(path), effects));
    return known.get(path);
  };
  const pathOf = (file: string): string => relative(root, resolve(effects.folder, file)).split(sep).join("/");
  const { comments, notice } = renderSuggestions(result.findings, {
    folder,
    isInDiff: (path, first, last) => {
      const hunks = byPath.get(path)?.hunks;
      return hunks !== undefined && textOf(path) !== undefined && isInDiff(hunks, first, last);
    },
    source: (file) => textOf(pathOf(file)),
  });
  if (comments.length === 0) return notice === undefined ? undefined : { isWritten: true, value: notice };
  const body = "What Towpath found can be mended so.";
  const written = await github.createReview(pullRequest.number, { commit: pullRequest.head, body, comments });
  return written.isWritten ? { isWritten: true, value: notice } : written;
}

/** The text of a file that is on the disk as the pull request's head has it: GitHub's merge may have other lines. */
function textIn(path: string, file: PullRequestFile | undefined, { files }: Effects): string | undefined {
  if (file?.sha === undefined) return undefined;
  try {
    const content = files.read(path);
    return content && isNamed({ type: "blob", content }, file.sha) ? new TextDecoder().decode(content) : undefined;
  } catch {
    return undefined;
  }
}

function rootOf(folder: string, effects: Effects): string {
  return resolve(
    effects.folder,
    ...folder
      .split("/")
      .filter(Boolean)
      .map(() => ".."),
  );
}
