import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GITHUB_PERMISSIONS } from "@towpath/github";
import { readActionMetadata, withActionTables } from "@towpath/testkit";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "..");
const readme = readFileSync(join(folder, "README.md"), "utf8");

test("the README's tables say what action.yml says (npm run generate mends them)", async () => {
  await expect(withActionTables(readme, readActionMetadata(folder))).toMatchFileSnapshot("../README.md");
});

test("the permissions are those of the calls that are made, and the inputs those that lead to them", () => {
  const table = /<!-- permissions -->(.*?)<!-- \/permissions -->/s.exec(readme)?.[1] ?? "";
  const rows = [...table.matchAll(/^\| `([^`]+)`\s*\|[^|]*\|([^|]*)\|$/gm)];
  const { treeAt, reviewsOf, createComment, createReview, createCheckRun, uploadSarif } = GITHUB_PERMISSIONS;
  const needed = [treeAt, reviewsOf, createComment, createReview, createCheckRun, uploadSarif];
  expect(rows.map(([, permission]) => permission).sort()).toEqual([...new Set<string>(needed)].sort());
  const named = rows.flatMap(([, , inputs = ""]) => [...inputs.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
  expect(named).toEqual(["comment", "suggestions", "check-run", "code-scanning"]);
  const { inputs } = readActionMetadata(folder);
  for (const name of named) expect(inputs.has(name)).toBe(true);
});
