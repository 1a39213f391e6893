/**
 * Writes `docs/starter.md`: what the starter platform offers, from `starter/`. With `--check` it writes nothing and says
 * whether what is there is in step.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import type { SettingDefinition } from "../src/generated/resource-type.ts";
import { loadPlatform } from "../src/platform/load-platform.ts";
import type { ResourceTypeModel } from "../src/platform/platform-model.ts";
import { table } from "./reference-page.ts";

const file = join(import.meta.dirname, "../docs/starter.md");
const HEAD = `<!-- Written by \`npm run generate\` from packages/manifest/starter. Do not edit. -->

# The starter platform

What applies where nobody has named a platform: the environment \`dev\` on this machine, and the types below, made by the
[local engine](../../engine-local/README.md). A platform of one's own can start from [its files](../starter).

\`mysql\` and \`redis\` are served by programs that the machine has; the others are fetched when they are first used.
`;

const value = (shown: unknown): string => (shown === undefined ? "" : `\`${JSON.stringify(shown)}\``);
const plain = (text: string | undefined): string => (text ?? "").replaceAll("|", "\\|");

function valuesOf({ type, enum: choices, minimum, maximum }: SettingDefinition): string {
  if (choices) return choices.map((choice) => `\`${String(choice)}\``).join(", ");
  const bounds =
    minimum === undefined ? "" : maximum === undefined ? ` from ${minimum}` : ` from ${minimum} to ${maximum}`;
  return `${type ?? ""}${bounds}`;
}

function sectionOf({ name, document }: ResourceTypeModel): string {
  const { metadata, versions = [], settings = {}, sizes = {}, outputs = {} } = document;
  const current = versions.find(({ status }) => status === "current")?.version;
  const written = versions.map(({ version, status }) => (status === "supported" ? version : `${version} (${status})`));
  const rows = Object.entries(settings).map(([setting, definition]) => [
    `\`${setting}\``,
    valuesOf(definition),
    value(definition.default),
    definition.change ?? "update",
    plain(definition.description),
  ]);
  const given = Object.entries(outputs).map(([output, { secret = false, description }]) => [
    `\`${output}\``,
    secret ? "yes" : "",
    plain(description),
  ]);
  const named = Object.entries(sizes).map(([size, set]) => `\`${size}\` ${JSON.stringify(set)}`);
  return [
    `## ${name}\n`,
    `${plain(metadata.description ?? `${metadata.title}.`)}${document.stateful ? " It holds data: leaving the manifest, it is kept until it is destroyed by name." : ""}\n`,
    `\`\`\`yaml\nresources:\n  ${name === "postgres" || name === "mysql" ? "db" : name}: { type: ${name}${current === undefined ? "" : `, version: "${current}"`} }\n\`\`\`\n`,
    ...(written.length > 0 ? [`Versions: ${written.join(", ")}.\n`] : []),
    ...(rows.length > 0 ? [table(["setting", "values", "without it", "a change", "what it is"], rows)] : []),
    ...(named.length > 0 ? [`Sizes: ${named.join(", ")}.\n`] : []),
    table(["output", "secret", "what it is"], given),
  ].join("\n");
}

const types = [...(loadPlatform(undefined, nodeFiles, "/").value?.types.values() ?? [])];
if (types.length === 0) throw new Error("The starter platform does not load.");
const text = `${[HEAD, ...types.map(sectionOf)].join("\n").trimEnd()}\n`;
const isInStep = existsSync(file) && readFileSync(file, "utf8") === text;
if (!process.argv.includes("--check")) {
  if (!isInStep) writeFileSync(file, text);
} else if (!isInStep) {
  console.error("Not in step with starter/: docs/starter.md. Run: npm run generate -w packages/manifest");
  process.exitCode = 1;
}
