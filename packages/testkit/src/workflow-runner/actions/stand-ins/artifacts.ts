import { globSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, matchesGlob, relative, resolve, sep } from "node:path";
import { WorkflowError } from "../../workflow-error.ts";
import { filesBelow } from "../artifact-folder.ts";
import type { StandIn } from "../stand-in.ts";

/** What file systems of other machines do not take. Source: actions/toolkit, packages/artifact. */
const INVALID_IN_PATH = /["<>|*?:\r\n]/;

/** `actions/upload-artifact` v4 and later. https://github.com/actions/upload-artifact */
export const uploadArtifact: StandIn = {
  inputs: {
    name: "artifact",
    path: undefined,
    "if-no-files-found": "warn",
    "retention-days": undefined,
    "compression-level": "6",
    overwrite: "false",
    "include-hidden-files": "false",
  },
  takes: [
    "name",
    "path",
    "if-no-files-found",
    "retention-days",
    "compression-level",
    "overwrite",
    "include-hidden-files",
  ],
  main: async (call) => {
    const { artifacts } = call.run;
    const name = call.input("name");
    if (INVALID_IN_PATH.test(name) || /[\\/]/.test(name))
      throw new WorkflowError(`The artifact name is not valid: ${name}.`);
    const lines = call
      .input("path")
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    if (lines.length === 0) throw new WorkflowError("Input required and not supplied: path");
    const { roots, files } = found(lines, call.workspace, call.home, call.input("include-hidden-files") === "true");
    if (files.length === 0) {
      const message = `No files were found with the provided path: ${lines.join(", ")}. No artifacts will be uploaded.`;
      if (call.input("if-no-files-found") === "error") throw new WorkflowError(message);
      call.say(message);
      return;
    }
    const root = rootOf(roots, files);
    const wrong = files.map((file) => relative(root, file)).find((path) => INVALID_IN_PATH.test(path));
    if (wrong !== undefined)
      throw new WorkflowError(`The path for one of the files in artifact is not valid: /${wrong}.`);
    if (artifacts.has(name)) {
      if (call.input("overwrite") !== "true")
        throw new WorkflowError(
          `Failed to CreateArtifact: (409) Conflict: an artifact with this name already exists on the workflow run: ${name}`,
        );
      artifacts.remove(name);
    }
    artifacts.put(name, root, files);
    call.output("artifact-id", String(artifacts.idOf(name)));
    call.output("artifact-url", `${String(call.run.github["server_url"])}/artifacts/${artifacts.idOf(name)}`);
    call.say(`Artifact ${name} has ${files.length} files.`);
  },
};

/** `actions/download-artifact` v5 and later: one by its number comes without a folder of its name. https://github.com/actions/download-artifact */
export const downloadArtifact: StandIn = {
  inputs: {
    name: undefined,
    "artifact-ids": undefined,
    path: undefined,
    pattern: undefined,
    "merge-multiple": "false",
    "github-token": undefined,
    repository: undefined,
    "run-id": undefined,
    "skip-decompress": "false",
    "digest-mismatch": "error",
  },
  takes: ["name", "artifact-ids", "path", "pattern", "merge-multiple"],
  main: async (call) => {
    const { artifacts } = call.run;
    const target = resolve(call.workspace, call.input("path").replace(/^~(?=\/|$)/, call.home));
    const id = call.input("artifact-ids");
    if (id !== "" && !/^\d+$/.test(id))
      throw new WorkflowError(`One artifact's number is known here, and no list: ${id}.`);
    const name = id === "" ? call.input("name") : artifacts.names().find((one) => String(artifacts.idOf(one)) === id);
    if (name === undefined) throw new WorkflowError(`Unable to download artifact(s): no artifact has the id ${id}.`);
    if (name !== "") {
      if (!artifacts.has(name))
        throw new WorkflowError(`Unable to download artifact(s): Artifact not found for name: ${name}`);
      artifacts.get(name, target);
    } else {
      const pattern = call.input("pattern");
      const names = artifacts.names().filter((one) => pattern === "" || matchesGlob(one, pattern));
      const isMerged = call.input("merge-multiple") === "true";
      for (const one of names) artifacts.get(one, isMerged ? target : join(target, one));
      call.say(`${names.length} artifacts.`);
    }
    call.output("download-path", target);
  },
};

/** Files of paths and globs, and where each search began. */
function found(
  lines: readonly string[],
  workspace: string,
  home: string,
  isHiddenIn: boolean,
): { readonly roots: readonly string[]; readonly files: readonly string[] } {
  const whole = (line: string): string => {
    const path = line.replace(/^~(?=\/|$)/, home);
    return isAbsolute(path) ? path : join(workspace, path);
  };
  const files = new Set<string>();
  const roots: string[] = [];
  for (const line of lines) {
    if (line.startsWith("!")) {
      const pattern = whole(line.slice(1));
      for (const file of files)
        if (file === pattern || file.startsWith(pattern + sep) || matchesGlob(file, pattern)) files.delete(file);
      continue;
    }
    const pattern = whole(line);
    const isGlob = /[*?[]/.test(pattern);
    const fixed = isGlob ? pattern.slice(0, pattern.search(/[*?[]/)).replace(/[^/]*$/, "") : pattern;
    const matched = isGlob ? globSync(pattern) : [pattern];
    const before = files.size;
    for (const one of matched) for (const file of filesBelow(one, isHiddenIn)) files.add(file);
    if (files.size > before) roots.push(fixed.replace(/(.)\/$/, "$1"));
  }
  return { roots, files: [...files] };
}

/** The folder that an artifact's paths start from: the deepest that all searches have in common. */
function rootOf(roots: readonly string[], files: readonly string[]): string {
  const [file] = files;
  if (file !== undefined && files.length === 1 && roots[0] === file) return dirname(file);
  const parts = roots.map((root) =>
    (statSync(root, { throwIfNoEntry: false })?.isFile() ? dirname(root) : root).split(sep),
  );
  const [first = []] = parts;
  const shared = first.findIndex((part, index) => parts.some((other) => other[index] !== part));
  return (shared < 0 ? first : first.slice(0, shared)).join(sep) || sep;
}
