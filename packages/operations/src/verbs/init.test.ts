import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { nodeRepositories } from "../testing/repositories/node.ts";
import { otherRepositories } from "../testing/repositories/other-languages.ts";
import { check } from "./check.ts";
import { init } from "./init.ts";

const GOLDEN = join(import.meta.dirname, "../testing/golden");

describe("a manifest for what is there", () => {
  test.each([...nodeRepositories, ...otherRepositories])("$name", async ({ name, folder = ".", files }) => {
    const { folder: root, effects } = folderWith({ [`${name}/.keep`]: "", ...below(name, files) });
    const place = join(name, folder);
    const result = await init({ folder: place, takesFound: true }, effects);
    expect(result).toMatchObject({ verb: "init", status: "ok", findings: [], data: { isWritten: true } });
    const text = readFileSync(join(root, place, "towpath.yaml"), "utf8");
    const { remarks = [] } = result.data ?? {};
    await expect(`${text}\n# --- To look at:\n${remarks.map((line) => `# ${line}\n`).join("")}`).toMatchFileSnapshot(
      join(GOLDEN, `${name}.yaml`),
    );
    expect(await check({ manifests: [place] }, effects)).toMatchObject({ status: "ok", counts: { mandatory: 0 } });
    for (const secret of [
      "secret-value",
      "sk_live_never",
      "very-secret",
      "HIDDEN_TOKEN",
      "tracker-password",
      "hunter2",
      "in-the-file",
    ]) {
      expect(JSON.stringify(result)).not.toContain(secret);
    }
  });
});

function below(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
