// What a team would write without Towpath: read every YAML file below a folder and hold it against a JSON Schema.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";

const [schemaFile = "", folder = ""] = process.argv.slice(2);
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(schemaFile, "utf8")));
for (const file of globSync("**/*.yaml", { cwd: folder })) {
  if (validate(load(readFileSync(join(folder, file), "utf8")))) continue;
  console.error(file, validate.errors);
  process.exitCode = 1;
}
