import { expect, test } from "vitest";
import { loadPlatform } from "../platform/load-platform.ts";
import { loadService } from "../service/load-service.ts";
import { memoryFiles } from "../testing/memory-files.ts";
import { waiversNamed } from "./waivers-named.ts";

const waivers = (id: string): string => `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - { id: ${id}, rule: a/b, subject: { service: x }, reason: r, owner: o, created: 2026-01-01, expires: 2026-02-01 }
`;
const service = (list: string): string =>
  `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: x }\nwaivers: ${list}\n`;

function ofService(files: Readonly<Record<string, string>>, list: string) {
  const all = memoryFiles({ ...files, "s/towpath.yaml": service(list) });
  const { value, findings } = loadService("s/towpath.yaml", all, "/repo");
  if (!value) throw new Error(JSON.stringify(findings));
  return waiversNamed(value, all);
}

test("a service's files are those that it names, also beside its folder", () => {
  const files = { "s/w/1.yaml": waivers("W-1"), "s/w/2.yaml": waivers("W-2"), "shared.yaml": waivers("W-3") };
  const { value, findings } = ofService(files, "[./w/*.yaml, ../shared.yaml, w/1.yaml]");
  expect(findings).toEqual([]);
  expect(value.map(({ id, place }) => `${id} ${place.file}`)).toEqual([
    "W-1 s/w/1.yaml",
    "W-2 s/w/2.yaml",
    "W-3 shared.yaml",
  ]);
});

test("a platform's are called as its package is", () => {
  const files = memoryFiles({
    "node/p/platform.yaml":
      "apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: p }\nenvironments: { dev: { engine: local } }\nwaivers: [w.yaml]\n",
    "node/p/w.yaml": waivers("W-1"),
  });
  const at = { path: "/repo/node/p", boundary: "/repo/node/p", name: "@acme/p@1.0.0" };
  const { value: platform } = loadPlatform(at, files, "/repo");
  if (!platform) throw new Error("no platform");
  expect(waiversNamed(platform, files).value[0]?.place.file).toBe("@acme/p@1.0.0/w.yaml");
});

test.each([
  ["a file that there is not", "[none.yaml]", 'manifest/not-found There is no file "s/none.yaml".'],
  ["a way out", "[../../etc/passwd]", 'manifest/path The path "../../etc/passwd" leaves the repository.'],
  ["a path from the root", "[/etc/passwd]", "manifest/path"],
  ["two files with one id", "[a.yaml, b.yaml]", 'manifest/duplicate-name There are two waivers "W-1"'],
])("%s is said", (_, list, message) => {
  const { findings } = ofService({ "s/a.yaml": waivers("W-1"), "s/b.yaml": waivers("W-1") }, list);
  expect(findings.map(({ code, message: text }) => `${code} ${text}`).join("\n")).toContain(message);
});

test("a link out of the repository is not followed", () => {
  const files = memoryFiles({ "s/towpath.yaml": service("[w.yaml]"), "s/w.yaml": waivers("W-1") });
  const linked = { ...files, realPath: (path: string) => (path === "/repo/s/w.yaml" ? "/etc/w.yaml" : path) };
  const { value } = loadService("s/towpath.yaml", files, "/repo");
  if (!value) throw new Error("no service");
  expect(waiversNamed(value, linked)).toMatchObject({ value: [], findings: [{ code: "manifest/path" }] });
});

test("a glob may stand for files that are still to come", () => {
  expect(ofService({}, '["waivers/*.yaml"]')).toEqual({ value: [], findings: [] });
});
