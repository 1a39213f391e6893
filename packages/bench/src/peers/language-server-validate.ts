// What an editor does: opens every YAML file below a folder in the language server, told which schema it is for.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { languageServer } from "@towpath/testkit/language-server";

const [schemaFile = "", folder = ""] = process.argv.slice(2);
const server = await languageServer();
for (const file of globSync("**/*.yaml", { cwd: folder })) {
  const path = join(folder, file);
  const marked = `# yaml-language-server: $schema=${schemaFile}\n${readFileSync(path, "utf8")}`;
  const said = await server.diagnose(path, marked);
  if (said.length === 0) continue;
  console.error(file, said);
  process.exitCode = 1;
}
await server.close();
