/**
 * Writes `docs/rules/`: a page for each rule that comes with Towpath, and the list of them. With `--check` it writes
 * nothing and says whether what is there is in step.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { recommended } from "../src/index.ts";
import { rulePage, rulesPage } from "./rule-page.ts";

const target = join(import.meta.dirname, "../docs/rules");
const { name, rules } = recommended;
const pages = new Map<string, string>([
  ["README.md", rulesPage(rules, name)],
  ...rules.map((entry): [string, string] => [`${entry.rule.id}.md`, rulePage(entry, name)]),
]);
const stale = globSync("**/*.md", { cwd: target }).filter((file) => !pages.has(file));

if (process.argv.includes("--check")) {
  const old = [...pages].flatMap(([file, text]) => {
    const path = join(target, file);
    return existsSync(path) && readFileSync(path, "utf8") === text ? [] : [file];
  });
  const wrong = [...old, ...stale];
  if (wrong.length > 0) {
    console.error(
      `docs/rules is not in step with the rules: ${wrong.join(", ")}. Run \`npm run generate\` in packages/policy.`,
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
