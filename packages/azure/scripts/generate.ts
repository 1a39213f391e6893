/**
 * Writes the part of `README.md` that stands between its markers: a section for each type, from `types/`. With `--check` it
 * writes nothing and says whether what is there is in step.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { loadPlatform } from "@towpath/manifest";
import { typeSection } from "./type-section.ts";

const ORDER = ["postgres", "mysql", "bucket", "redis", "queue", "vm", "cluster", "vault"];
const folder = join(import.meta.dirname, "..");
const path = join(folder, "README.md");
const { value: platform, findings } = loadPlatform(join(folder, "src/testing/platform.yaml"), nodeFiles, folder);
if (!platform) throw new Error(`The types do not load: ${findings.map(({ message }) => message).join(" ")}`);
const types = [...platform.types.values()].sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
const before = readFileSync(path, "utf8");
const after = before.replace(
  /(<!-- generated types -->\n).*?(<!-- \/generated -->)/s,
  (_, begin: string, end: string) => `${begin}\n${types.map(typeSection).join("\n\n")}\n\n${end}`,
);

if (!process.argv.includes("--check")) {
  writeFileSync(path, after);
} else if (after !== before) {
  console.error("README.md is not in step with types/. Run: npm run generate -w packages/azure");
  process.exitCode = 1;
}
