/**
 * Writes `docs/rules/`, a page for each rule that comes with Towpath and the list of them, and `docs/workflow-rules.md`. With
 * `--check` it writes nothing and says whether what is there is in step.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { recommended, strict } from "../src/index.ts";
import { corpusPage } from "../src/recommended/workflows/testing/corpus-page.ts";
import { rulePage, rulesPage } from "./rule-page.ts";

const target = join(import.meta.dirname, "../docs");
const levels = new Map(recommended.rules.map(({ rule, level }) => [rule.id, level]));
const rules = strict.rules.map(({ rule, level }) => ({ rule, recommended: levels.get(rule.id), strict: level }));
const pages = new Map<string, string>([
  ["workflow-rules.md", corpusPage()],
  ["rules/README.md", rulesPage(rules)],
  ...rules.map((entry): [string, string] => [`rules/${entry.rule.id}.md`, rulePage(entry)]),
]);
const stale = globSync("rules/**/*.md", { cwd: target }).filter((file) => !pages.has(file));

if (process.argv.includes("--check")) {
  const old = [...pages].flatMap(([file, text]) => {
    const path = join(target, file);
    return existsSync(path) && readFileSync(path, "utf8") === text ? [] : [file];
  });
  const wrong = [...old, ...stale];
  if (wrong.length > 0) {
    console.error(
      `docs is not in step with the rules: ${wrong.join(", ")}. Run \`npm run generate\` in packages/policy.`,
    );
    process.exitCode = 1;
  }
} else {
  for (const file of stale) rmSync(join(target, file));
  for (const [file, text] of pages) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), text);
  }
}
