import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderText } from "@towpath/report";
import { NOTES_ENGINE, notesPlatform } from "@towpath/testkit";
import { expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { plan } from "./plan.ts";
import { provision } from "./provision.ts";

const manifest = (text: string): string =>
  manifestOf("orders", `resources: { memo: { type: note, settings: { text: ${text} } } }\n`);
const request = { platform: "platform.yaml", environment: "dev" };

/** A service with one note, and the plan for it. */
async function planned() {
  const { folder, effects } = folderWith({
    ...notesPlatform(`  dev: { ${NOTES_ENGINE} }`),
    "towpath.yaml": manifest("hello"),
  });
  const planOf = async () => {
    const { data } = await plan(request, effects);
    if (!data?.plan) throw new Error("There is no plan.");
    return { digest: data.plan.changesDigest, inputs: data.plan.inputs };
  };
  const file = join(folder, "home/notes/orders/dev/memo");
  const write = (text: string): void => writeFileSync(join(folder, "towpath.yaml"), manifest(text));
  return { folder, effects, planOf, file, write, approved: await planOf() };
}

test("what was approved is carried out", async () => {
  const { effects, file, approved } = await planned();
  expect(await provision({ ...request, approved: [approved] }, effects)).toMatchObject({
    verb: "provision",
    status: "ok",
    service: "orders",
    environment: "dev",
    data: { status: "done", changes: [{ address: "resources.memo" }] },
  });
  expect(readFileSync(file, "utf8")).toBe("hello");
});

test("what differs from all that was approved is not, and it is said what moved", async () => {
  const { effects, file, approved, write, planOf } = await planned();
  write("bye");
  const fresh = await planOf();
  const result = await provision({ ...request, approved: [approved], approvedBy: "pull request #12" }, effects);
  expect(result).toMatchObject({
    status: "failed",
    summary: "Nothing was changed: the plan for orders in dev is not the one that was approved.",
    findings: [{ code: "provisioning/stale-plan", message: expect.stringContaining("the manifest moved since") }],
    data: { status: "refused", changes: [], plan: { changesDigest: fresh.digest } },
  });
  const text = renderText(result, { colour: false });
  expect(text).toContain(fresh.digest);
  expect(text).toContain(`${approved.digest} was approved by pull request #12`);
  expect(text).toMatch(/manifest +sha256:\w+ +sha256:\w+ \(moved\)/);
  expect(existsSync(file)).toBe(false);
  expect((await provision({ ...request, approved: [approved, fresh] }, effects)).status).toBe("ok");
});

test("where nobody approved anything, nothing is changed", async () => {
  const { effects, file } = await planned();
  const result = await provision({ ...request, approved: [], approvedBy: "pull request #12" }, effects);
  expect(result).toMatchObject({
    status: "failed",
    findings: [{ code: "operation/not-approved", message: expect.stringContaining("pull request #12 showed none") }],
    data: { status: "refused" },
  });
  expect(existsSync(file)).toBe(false);
});

test("a plan without changes needs nobody's approval", async () => {
  const { effects, approved } = await planned();
  await provision({ ...request, approved: [approved] }, effects);
  expect(await provision({ ...request, approved: [] }, effects)).toMatchObject({
    status: "ok",
    summary: "orders in dev: nothing to change.",
  });
});

test("where nobody has to approve, whatever is planned is carried out", async () => {
  const { effects, file } = await planned();
  expect((await provision(request, effects)).status).toBe("ok");
  expect(readFileSync(file, "utf8")).toBe("hello");
});

test.each(["sha256:abc", "none", ""])("%j is no digest, which is said before anything is looked at", async (digest) => {
  const { effects } = folderWith({});
  expect(await provision({ ...request, approved: [{ digest }] }, effects)).toMatchObject({
    status: "invalid",
    findings: [{ code: "operation/approved-digest" }],
  });
});
