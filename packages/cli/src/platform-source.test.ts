import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readPage } from "./testing/read-page.ts";
import { newFolder, towpath } from "./testing/run-towpath.ts";

const page = readPage("packages/cli/README.md");
const manifest = page.blocks("yaml").find((block) => block.includes("platform: ")) ?? "";
const packed = page.blocks("text").find((block) => block.startsWith("platform.yaml\n")) ?? "";

const CONTENT: Readonly<Record<string, string>> = {
  "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-checkout: {} }
environments: { dev: { engine: local } }
resourceTypes: [./types/*.yaml]
`,
  "types/mailbox.yaml": `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: mailbox }
recipes: { local: { driver: mailbox } }
`,
  "package.json": JSON.stringify({ name: "@acme/platform", version: "2.1.0" }),
};

/** The service of the page, with the package of the page installed beside it. */
function service(): string {
  const folder = newFolder("orders");
  const files = packed.trim().split("\n");
  const written = files.map((path) => [`node_modules/@acme/platform/${path}`, CONTENT[path] ?? ""] as const);
  for (const [path, text] of [["towpath.yaml", manifest] as const, ...written]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test("the page's manifest is read by the page's package, which is named with its version", async () => {
  const folder = service();
  const { exitCode, stdout, stderr } = await towpath(["validate", "--json"], { folder });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    data: { platforms: [{ kind: "npm", reference: "@acme/platform@2.1.0", version: "2.1.0", name: "acme" }] },
  });
  expect((await towpath(["validate"], { folder })).stdout).toMatch(
    /^ {2}Platform {2}acme, @acme\/platform@2\.1\.0 \(version 2\.1\.0, sha256:[0-9a-f]{12}\)\n\n1 manifest is valid\.\n$/,
  );
});

test("a password in an address is refused at its place and not shown", async () => {
  const folder = service();
  const secret = manifest.replace("@acme/platform@2.1.0", "git+https://anna:s3cret@github.com/acme/platform.git#v1");
  writeFileSync(join(folder, "towpath.yaml"), secret);
  const { exitCode, stdout, stderr } = await towpath(["check"], { folder });
  expect(exitCode).toBe(2);
  expect(stdout).toContain("towpath.yaml:4:11");
  expect(stdout).toContain("operation/platform-reference");
  expect(stdout + stderr).not.toContain("s3cret");
});
