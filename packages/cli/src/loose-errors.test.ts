import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder, towpath } from "./testing/run-towpath.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engines: { own: { kind: drivers, drivers: [./notes.js] } } } }
resourceTypes: [./note.yaml]
`;
const TYPE = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: note }
outputs: { id: { type: string } }
recipes: { drivers: { driver: note } }
`;
const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-a }
resources: { note: { type: note } }
`;
/** Notes in files; \`loose\` is code in the middle of a creation. */
const notes = (loose: string) => `
import { defineDrivers } from "@towpath/provisioning";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
const file = ({ service, address }) => join(import.meta.dirname, service + "." + address);
const seen = (scope) => ({ want: "a note", have: file(scope), status: "ready", outputs: { id: file(scope) } });
const note = {
  want: () => "a note",
  read: async (scope) => (existsSync(file(scope)) ? seen(scope) : undefined),
  create: async (scope, _want, step) => {
    ${loose}
    writeFileSync(file(scope), "");
    return seen(scope);
  },
  update: async (scope) => seen(scope),
  delete: async (scope) => rmSync(file(scope), { force: true }),
};
export default defineDrivers({ name: "notes", drivers: { note } });
`;

function serviceWith(loose: string) {
  const folder = newFolder("loose");
  const files = { "platform.yaml": PLATFORM, "note.yaml": TYPE, "towpath.yaml": MANIFEST, "notes.js": notes(loose) };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, run: { folder, home: newFolder("loose-home") } };
}
const apply = ["apply", "-e", "dev", "--platform", ".", "--yes"];

describe("what drivers do past whoever waits for them", () => {
  test("what they print does not break the document on standard output", async () => {
    const { run } = serviceWith('console.log("hello"); console.table([1]); console.error("oh");');
    const { exitCode, stdout, stderr } = await towpath([...apply, "--json"], run);
    expect(JSON.parse(stdout)).toMatchObject({ verb: "apply", status: "ok" });
    expect(stderr).toMatch(/hello[\s\S]*oh/);
    expect(exitCode).toBe(0);
  });

  test.each([
    ["a promise", 'Promise.reject(new Error("late"));'],
    ["a callback", 'setTimeout(() => { throw new Error("late"); });'],
  ])(
    "the error of %s stops the run, with its place and without a stack, and the next one goes on",
    async (_, loose) => {
      const { folder, run } = serviceWith(`if (process.env.LOOSE) {
      ${loose}
      await new Promise((resolve) => step.signal.addEventListener("abort", resolve));
    }`);
      const { exitCode, stdout, stderr } = await towpath([...apply, "--json"], { ...run, variables: { LOOSE: "1" } });
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(JSON.parse(stdout)).toMatchObject({
        status: "fault",
        findings: expect.arrayContaining([
          expect.objectContaining({
            code: "operation/loose-error",
            message: expect.stringMatching(/nobody waited for: late \(.*notes\.js:\d+:\d+\)\.$/),
          }),
        ]),
      });
      expect(exitCode).toBe(3);
      expect(await towpath(apply, run)).toMatchObject({ exitCode: 0 });
      expect(readdirSync(folder)).toContain("orders.resources.note");
    },
  );
});
