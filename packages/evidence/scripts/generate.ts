/** Writes `src/generated/schemas.ts` from `schemas/`. With `--check` it writes nothing and says whether what is there is in step. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";

const root = join(import.meta.dirname, "..");
const target = join(root, "src/generated/schemas.ts");

function text(): string {
  const ajv = new Ajv2020({ strict: true, strictRequired: false });
  const members = readdirSync(join(root, "schemas"))
    .sort()
    .map((file) => {
      const schema: object = JSON.parse(readFileSync(join(root, "schemas", file), "utf8"));
      ajv.compile(schema); // says what is no schema
      return `  ${JSON.stringify(file.replace(/\.json$/, ""))}: ${JSON.stringify(JSON.stringify(schema))},`;
    });
  return `// Written by \`npm run generate\` from schemas/. Do not edit.

/** The schemas as texts, by the name of their file: the one that is needed is read, and only then. */
export const schemaTexts = {
${members.join("\n")}
} as const;
`;
}

const wanted = text();
if (!process.argv.includes("--check")) {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, wanted);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== wanted) {
  console.error("src/generated/schemas.ts is not in step with schemas/. Run: npm run generate -w packages/evidence");
  process.exitCode = 1;
}
