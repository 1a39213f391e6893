/**
 * Writes `src/terraform/schemas/azurerm.json`: of the schemas of the Terraform provider azurerm, the types that tests
 * need. They are read from the TypeScript that is generated from them (`sourcesContent` of the source maps of
 * `@cdktn/provider-azurerm`, MPL-2.0): names, types, what is required, optional, computed, which blocks there are.
 *
 *     npm run extract-azurerm-schemas -w packages/testkit              (fetches 30 MB into a folder that is removed)
 *     npm run extract-azurerm-schemas -w packages/testkit -- FOLDER    (of the unpacked package)
 *     npm run extract-azurerm-schemas -w packages/testkit -- FOLDER -  (writes to stdout; `fetched` fetches)
 *
 * What the generated code does not say stands in `src/terraform/azurerm`, written by hand.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readClass, readProvider, type SlimBlock } from "./azurerm/read-generated.ts";
import { DATA_SOURCES, RESOURCES } from "./azurerm/types.ts";

const PACKAGE = "@cdktn/provider-azurerm@16.1.0";
const TARGET = join(import.meta.dirname, "../src/terraform/schemas/azurerm.json");

const [given, target = TARGET] = process.argv.slice(2);
const temporary =
  given === undefined || given === "fetched" ? mkdtempSync(join(tmpdir(), "towpath-azurerm-")) : undefined;
try {
  const extract = `${JSON.stringify(extractOf(temporary === undefined ? (given ?? "") : fetched(temporary)))}\n`;
  if (target === "-") process.stdout.write(extract);
  else writeFileSync(target, extract);
  if (target === TARGET) execFileSync("biome", ["format", "--write", TARGET], { stdio: "inherit" });
} finally {
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
}

function fetched(folder: string): string {
  execFileSync("npm", ["pack", PACKAGE, "--pack-destination", folder, "--loglevel=error"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const archive = PACKAGE.replace("@", "").replace("/", "-").replace("@", "-");
  execFileSync("tar", ["-xzf", join(folder, `${archive}.tgz`), "-C", folder, "--exclude=.jsii"]);
  return join(folder, "package");
}

function extractOf(folder: string): unknown {
  const provider = sourceOf(folder, "provider");
  const [, version] = /providerVersion: '([^']+)'/.exec(sourceOf(folder, "resource-group")) ?? [];
  return {
    source: `${PACKAGE}: hashicorp/azurerm ${version}, MPL-2.0`,
    provider: readProvider(provider),
    resources: all(RESOURCES, (name) => sourceOf(folder, folderOf(name))),
    dataSources: all(DATA_SOURCES, (name) => sourceOf(folder, `data-azurerm-${folderOf(name)}`)),
  };
}

function all(names: readonly string[], source: (name: string) => string): Readonly<Record<string, SlimBlock>> {
  return Object.fromEntries(names.map((name) => [`azurerm_${name}`, readClass(source(name))]));
}

function folderOf(name: string): string {
  return name.replaceAll("_", "-");
}

/** The TypeScript that a file of the package was made from. */
function sourceOf(folder: string, name: string): string {
  const built = readFileSync(join(folder, "lib", name, "index.js"), "utf8");
  const map: { sourcesContent: readonly string[] } = JSON.parse(
    Buffer.from(built.slice(built.lastIndexOf("base64,") + 7), "base64").toString("utf8"),
  );
  const [source] = map.sourcesContent;
  if (source === undefined) throw new Error(`${name} has no source.`);
  return source;
}
