import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cleanVariables } from "../example/towpath-command.ts";
import type { Command } from "../measure/run-timed.ts";

const require = createRequire(import.meta.url);

/** A tool that holds YAML files against a JSON Schema and says whether they fit. None knows rules, placeholders or a platform. */
export interface DocumentPeer {
  readonly name: string;
  /** How many files it is given at most: what takes minutes is not measured. */
  readonly most: number;
  /** Checks every file below a folder. */
  command(folder: string): Command;
}

/** The peers, each told to say all that is wrong. */
export function documentPeers(root: string, scratch: string): readonly DocumentPeer[] {
  const schema = join(root, "packages/manifest/schemas/v1/service.json");
  const ruleset = join(scratch, "ruleset.json");
  const run = (folder: string, file: string, args: readonly string[]): Command => ({
    file,
    args,
    folder,
    variables: cleanVariables(),
    outputFile: join(scratch, "peer.log"),
  });
  const node = (folder: string, ...args: readonly string[]): Command => run(folder, process.execPath, args);
  writeFileSync(ruleset, rulesetOf(schema));
  return [
    {
      name: "jsonschema (C++)",
      most: 100_000,
      command: (folder) => run(folder, jsonschemaProgram(), ["validate", schema, folder, "--extension", ".yaml"]),
    },
    {
      name: "js-yaml + ajv",
      most: 100_000,
      command: (folder) =>
        node(folder, fileURLToPath(new URL("../peers/ajv-validate.ts", import.meta.url)), schema, folder),
    },
    {
      name: "ajv-cli",
      most: 100_000,
      command: (folder) =>
        node(
          folder,
          ...[
            bin(require.resolve("ajv-cli/package.json"), "ajv"),
            "validate",
            "-s",
            schema,
            "-d",
            `${folder}/**/*.yaml`,
          ],
          ...["--spec=draft2020", "--strict=false", "--all-errors"],
        ),
    },
    {
      name: "Spectral",
      most: 10,
      command: (folder) =>
        node(
          folder,
          bin(require.resolve("@stoplight/spectral-cli/package.json"), "spectral"),
          "lint",
          `${folder}/**/*.yaml`,
          "--ruleset",
          ruleset,
        ),
    },
    {
      name: "yaml-language-server",
      most: 1_000,
      command: (folder) =>
        node(folder, fileURLToPath(new URL("../peers/language-server-validate.ts", import.meta.url)), schema, folder),
    },
  ];
}

/** The program itself: the package's own entry is a Node process that starts it. */
export function jsonschemaProgram(): string {
  const entry = fileURLToPath(import.meta.resolve("@sourcemeta/jsonschema/package.json"));
  const machine = process.arch === "x64" ? "x86_64" : process.arch;
  return join(dirname(entry), "build", "github-releases", `jsonschema-${process.platform}-${machine}`);
}

/** The file of a package's command, by the path of its package.json. */
function bin(manifestFile: string, command: string): string {
  const manifest: unknown = require(manifestFile);
  const path =
    typeof manifest === "object" && manifest !== null && "bin" in manifest
      ? Reflect.get(Object(manifest.bin), command)
      : "";
  return join(dirname(manifestFile), String(path));
}

/** One rule of Spectral's for the whole document. */
function rulesetOf(schema: string): string {
  const options = `{ "schema": ${readFileSync(schema, "utf8")}, "dialect": "draft2020-12", "allErrors": true }`;
  const rule = `{ "given": "$", "severity": "error", "then": { "function": "schema", "functionOptions": ${options} } }`;
  return `{ "rules": { "manifest": ${rule} } }`;
}
