import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readActionMetadata, withActionTables } from "@towpath/testkit";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "..");

test("the README's tables say what action.yml says (npm run generate mends them)", async () => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  await expect(withActionTables(readme, readActionMetadata(folder))).toMatchFileSnapshot("../README.md");
});
