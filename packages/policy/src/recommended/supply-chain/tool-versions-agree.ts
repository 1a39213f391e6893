import { isJsonObject, own, type Place } from "@towpath/core";
import type { RepositoryFiles } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { folderOf, pathsNamed, within } from "../repository-paths.ts";
import { jsonFile, objectAt } from "./ecosystem/json-file.ts";
import { linesOf } from "./ecosystem/lines.ts";

/** Files that hold nothing but a tool's version, by the tool's name in a manifest. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  go: [".go-version"],
  java: [".java-version"],
  node: [".nvmrc", ".node-version"],
  python: [".python-version"],
  ruby: [".ruby-version"],
};
/** Other names of a tool, in `.tool-versions`. */
const ALIASES: Readonly<Record<string, string>> = { golang: "go", nodejs: "node" };

/** What was tried on a developer's machine is what is built. */
export const toolVersionsAgree = defineRule({
  id: "supply-chain/tool-versions-agree",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: { other: "{{manifest}} builds with {{tool}} {{wanted}}, and {{file}} says {{said}}." },
    docs: {
      summary: "Files that name the version of a tool agree with the manifest.",
      rationale:
        "A developer's machine reads `.nvmrc`, the pipeline reads the manifest: what works on one fails on the other, or worse, does something else. " +
        "The rule compares `toolchain` with `.nvmrc`, `.node-version`, `.python-version`, `.ruby-version`, `.java-version`, `.go-version`, `.tool-versions` and `volta` beside it, as far as both are numbers: 24 and 24.11.1 agree.",
      bad: ['{ towpath.yaml: { kind: Service, toolchain: { node: "24" } }, .nvmrc: v22.11.0 }'],
      good: [
        '{ towpath.yaml: { kind: Service, toolchain: { node: "24" } }, .nvmrc: v24.11.1, .tool-versions: "nodejs 24.11.1" }',
        '{ towpath.yaml: { kind: Service, toolchain: { node: "24" } }, .nvmrc: lts/* }',
      ],
    },
  },
  check({ files }, context) {
    for (const manifest of pathsNamed(files, "towpath.yaml", "towpath.yml")) {
      const value = files.document(manifest)?.value;
      const toolchain = value !== undefined && isJsonObject(value) ? objectAt(value, "toolchain") : {};
      for (const [tool, wanted] of Object.entries(toolchain)) {
        if (typeof wanted !== "string") continue;
        for (const { file, said, place } of saidOf(tool, files, folderOf(manifest))) {
          if (agree(wanted, said)) continue;
          context.report({
            messageId: "other",
            at: [files.document(manifest)?.placeOfValue(["toolchain", tool]) ?? files.placeOf(manifest), place],
            about: ["files", file, tool],
            data: { manifest, tool, wanted, file, said },
            suggestions: [`Write ${wanted} in both, or the version that you build with today.`],
          });
        }
      }
    }
  },
});

interface Said {
  readonly file: string;
  readonly said: string;
  readonly place: Place;
}

/** What the files beside a manifest say of a tool. */
function saidOf(tool: string, files: RepositoryFiles, folder: string): readonly Said[] {
  const said: Said[] = [];
  for (const name of Object.hasOwn(FILES, tool) ? (FILES[tool] ?? []) : []) {
    const file = within(folder, name);
    const [line] = linesOf(files, file).filter(({ text }) => text.trim() !== "" && !text.startsWith("#"));
    if (line) said.push({ file, said: line.text.trim(), place: line.place });
  }
  const list = within(folder, ".tool-versions");
  for (const line of linesOf(files, list)) {
    const [name = "", version = ""] = line.text.trim().split(/\s+/);
    const known = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
    if (known === tool && version !== "") said.push({ file: list, said: version, place: line.place });
  }
  const packageFile = within(folder, "package.json");
  const volta = own(objectAt(jsonFile(files, packageFile) ?? {}, "volta"), tool);
  if (typeof volta === "string") said.push({ file: packageFile, said: volta, place: files.placeOf(packageFile) });
  return said;
}

/** Number by number, as far as both go. What is no number says nothing. */
function agree(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => /^(?:v|go|ruby-|temurin-)?(\d+(?:\.\d+)*)/.exec(text)?.[1]?.split("."));
  return !a || !b || a.every((number, index) => b[index] === undefined || b[index] === number);
}
