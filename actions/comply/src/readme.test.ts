import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GITHUB_PERMISSIONS } from "@towpath/github";
import { readActionMetadata, readmeExample, readmePermissions, withActionTables } from "@towpath/testkit";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "..");
const readme = readFileSync(join(folder, "README.md"), "utf8");

test("the README's tables say what action.yml says (npm run generate mends them)", async () => {
  await expect(withActionTables(readme, readActionMetadata(folder))).toMatchFileSnapshot("../README.md");
});

test("the permissions are those of the calls that are made, the inputs those that lead to them, the example's the same", () => {
  const rows = readmePermissions(folder);
  const { commit, reviewsOf, createDeployment, requestIdentity } = GITHUB_PERMISSIONS;
  expect(rows.map(({ permission }) => permission)).toEqual([commit, reviewsOf, createDeployment, requestIdentity]);
  const named = rows.flatMap(({ inputs }) => inputs);
  expect(named).toEqual([]);
  const { inputs } = readActionMetadata(folder);
  for (const name of named) expect(inputs.has(name)).toBe(true);
  const granted = [...readmeExample(folder).matchAll(/^ {2}([a-z-]+: (?:read|write)) #/gm)].map(
    ([, permission]) => permission,
  );
  expect(granted).toEqual(rows.flatMap(({ permission, isSometimes }) => (isSometimes ? [] : [permission])));
});
