/**
 * Writes `src/generated/`: the schemas from `schemas/`, and the built-in controls from `controls/`. With `--check` it writes
 * nothing and says whether what is there is in step.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";

const root = join(import.meta.dirname, "..");
const target = join(root, "src/generated");
const BANNER = "// Written by `npm run generate` from schemas/ and controls/. Do not edit.\n";

function schemas(): string {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, keywords: ["x-expected"] });
  const members = readdirSync(join(root, "schemas"))
    .sort()
    .map((file) => {
      const schema: object = JSON.parse(readFileSync(join(root, "schemas", file), "utf8"));
      ajv.compile(schema); // says what is no schema
      return `  ${JSON.stringify(file.replace(/\.json$/, ""))}: ${JSON.stringify(JSON.stringify(schema))},`;
    });
  return `${BANNER}
/** The schemas as texts, by the name of their file: the one that is needed is read, and only then. */
export const schemaTexts = {
${members.join("\n")}
} as const;
`;
}

function controls(): string {
  const text = readFileSync(join(root, "controls/towpath.yaml"), "utf8");
  return `${BANNER}
/** The built-in catalogue, as it is written. */
export const BUILT_IN_CONTROLS = ${JSON.stringify(text)};
`;
}

const files = { "schemas.ts": schemas(), "controls.ts": controls() };
const stale = Object.entries(files).filter(
  ([name, text]) => !existsSync(join(target, name)) || readFileSync(join(target, name), "utf8") !== text,
);
if (!process.argv.includes("--check")) {
  mkdirSync(target, { recursive: true });
  for (const [name, text] of stale) writeFileSync(join(target, name), text);
} else if (stale.length > 0) {
  const names = stale.map(([name]) => `src/generated/${name}`).join(", ");
  console.error(`Not in step with schemas/ and controls/: ${names}. Run: npm run generate -w packages/evidence`);
  process.exitCode = 1;
}
