import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OperationError } from "../errors.ts";
import { parsePlatformReference } from "./platform-reference.ts";
import { shown } from "./wrong-reference.ts";

function refusal(text: string): OperationError {
  try {
    parsePlatformReference(text);
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
  throw new Error(`${text} is taken`);
}

const SHA = "0123456789abcdef0123456789abcdef01234567";

describe("what a platform is called", () => {
  test.each([
    ["./platform", { kind: "path", path: "./platform" }],
    ["platform", { kind: "path", path: "platform" }],
    ["../shared/platform.yaml", { kind: "path" }],
    [".base/platform@2/platform.yaml", { kind: "path" }],
    ["platform@2.yaml", { kind: "path" }],
    ["/srv/platform", { kind: "path" }],
    ["@acme/platform", { kind: "npm", name: "@acme/platform", wanted: undefined, isExact: false }],
    ["@acme/platform@2.1.0", { kind: "npm", name: "@acme/platform", wanted: "2.1.0", isExact: true }],
    ["@acme/platform@v2.1.0-rc.1", { kind: "npm", wanted: "2.1.0-rc.1", isExact: true }],
    ["@acme/platform@^2", { kind: "npm", wanted: "^2", isExact: false }],
    ["@acme/platform@>=2 <3", { kind: "npm", wanted: ">=2 <3", isExact: false }],
    ["@acme/platform@next", { kind: "npm", wanted: "next", isExact: false }],
    ["acme-platform@2", { kind: "npm", name: "acme-platform", wanted: "2" }],
    ["npm:acme-platform", { kind: "npm", name: "acme-platform", wanted: undefined }],
    ["npm:@acme/platform@2.1.0", { kind: "npm", name: "@acme/platform", wanted: "2.1.0" }],
    [
      "git+https://github.com/acme/platform.git#v2.1.0",
      {
        kind: "git",
        transport: "https",
        address: "https://github.com/acme/platform.git",
        revision: { kind: "tag", name: "v2.1.0" },
        subfolder: undefined,
      },
    ],
    [
      "git+https://git.acme.example:8443/p.git#@acme/platform@2.1.0:packages/platform",
      { revision: { kind: "tag", name: "@acme/platform@2.1.0" }, subfolder: "packages/platform" },
    ],
    [`git+https://github.com/acme/platform.git#${SHA}`, { revision: { kind: "commit", name: SHA } }],
    [
      "git+ssh://git@github.com/acme/platform.git#v1",
      { transport: "ssh", address: "ssh://git@github.com/acme/platform.git" },
    ],
    ["git+file:///srv/git/platform.git#v1", { transport: "file" }],
  ])("%s", (text, expected) => {
    expect(parsePlatformReference(text)).toMatchObject(expected);
  });

  test.each([
    ["https://github.com/acme/platform.git#v1", "git+https://github.com/acme/platform.git#TAG"],
    ["http://github.com/acme/platform.git", "git+https://"],
    ["git://github.com/acme/platform.git", "git+https://"],
    ["git@github.com:acme/platform.git", "git+ssh://git@HOST"],
    ["ssh://git@github.com/acme/platform.git", "git+ssh://git@HOST"],
    ["github:acme/platform", "git+https://"],
    ["file:///srv/platform", "./platform"],
    ["ext::sh -c touch% /tmp/owned", "git+https://"],
    ["git+ext::sh -c id", "git+https://"],
    ["git+http://github.com/acme/platform.git#v1", "git+https://"],
    ["git+https://github.com/acme/platform.git", "#TAG"],
    ["git+https://github.com/acme/platform.git#", "#TAG"],
    ["git+https://github.com/acme/platform.git#:folder", "#TAG:folder"],
    ["git+https://github.com/acme/platform.git#semver:^2", "Name one tag"],
    ["git+https://github.com/acme/platform.git#-v1", "Such as"],
    ["git+https://github.com/acme/platform.git#--upload-pack=id", "Such as"],
    ["git+https://github.com/acme/platform.git#v1..v2", "Such as"],
    ["git+https://github.com/acme/platform.git#v1:../up", ".."],
    ["git+https://github.com/acme/platform.git#v1:.git/hooks", ".."],
    ["git+https://github.com/acme/platform.git#v1:/etc", ".."],
    ["git+ssh://-oProxyCommand=id/x#v1", "git+https://"],
    ["git+ssh://-oProxyCommand=id@host/x#v1", "git+https://"],
    ["git+ssh://host/-x#v1", "git+https://"],
    ["git+file://host/srv/x#v1", "git+https://"],
    ["-x", "./-name"],
    ["--upload-pack=touch", "./-name"],
    ["@acme", "@scope/name@VERSION"],
    ["@acme/platform/platform.yaml", "@scope/name@VERSION"],
    ["@Acme/platform", "@scope/name@VERSION"],
    ["@acme/platform@file:../evil", "@acme/platform@VERSION"],
    ["@acme/platform@npm:evil", "@acme/platform@VERSION"],
    ["@acme/platform@-x", "@acme/platform@VERSION"],
    ["@acme/platform@", "@acme/platform@VERSION"],
    ["a\u0000b", "A platform is"],
    ["plat\u202eform", "A platform is"],
    ["a\nb", "A platform is"],
    ["", "A platform is"],
    ["x".repeat(3000), "A platform is"],
  ])("%j is refused, with the form that is right", (text, hint) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code: "operation/platform-reference", kind: "user" });
    expect(error.hint).toContain(hint);
  });

  test.each([
    "https://anna:s3cret@github.com/acme/platform.git",
    "https://s3cret@github.com/acme/platform.git#v1",
    "git+https://anna:s3cret@github.com/acme/platform.git#v1",
    "git+https://s3cret@github.com/acme/platform.git#v1",
    "git+https://github.com/acme/platform.git?token=s3cret#v1",
    "https://github.com/acme/platform.git?token=s3cret",
    "git+ssh://git:s3cret@github.com/acme/platform.git#v1",
    "git+http://anna:s3cret@github.com/acme/platform.git#v1",
    "ftp://anna:s3cret@github.com/p",
    "git+https://anna:s3cret@github.com/acme/platform.git",
    "git+https://anna:s3cret@/acme#v1",
    "git+https://anna:p/s3cret@github.com/acme/platform.git#v1",
    "https://anna:p/s3cret@github.com/acme/platform.git",
    "anna:s3cret@github.com:acme/platform.git",
    "npm:https://anna:s3cret@packages.example/platform.tgz",
    "@acme/platform@https://anna:s3cret@packages.example/platform.tgz",
  ])("a password is refused and not shown: %s", (text) => {
    const { message, hint } = refusal(text);
    expect(`${message} ${hint}`).not.toContain("s3cret");
  });

  test.each([
    "npm:@acme/platform@2.1.0",
    "npm:platform@2",
    "git+https://github.com/acme/platform.git#v@1",
    "http://127.0.0.1:4873/@acme/platform",
    "./a@b:c",
  ])("what is no password is shown: %s", (text) => {
    expect(shown(text)).toBe(JSON.stringify(text));
  });

  test("the documentation shows no form that is refused", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../cli/README.md"), "utf8");
    const [section = ""] = page.split("## Where the platform comes from")[1]?.split("\n## ") ?? [];
    const rows = [...section.matchAll(/^\| `([^`]+)` +\| (?:a|an|the) /gm)].map(([, form = ""]) => form);
    const forms = rows.filter((form) => /^[.@]|^npm:|^git\+/.test(form));
    expect(forms.map((form) => parsePlatformReference(form).kind)).toEqual(["path", "npm", "npm", "npm", "git", "git"]);
  });

  test("whatever it is, it is taken as something that no tool can misread, or refused", () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          "git+https://",
          "git+ssh://",
          "git+file:///",
          "npm:",
          "@acme/",
          "platform",
          "@",
          "#",
          ":",
          "..",
          "/",
        ),
        fc.constantFrom(
          "-",
          "--x=",
          "v1",
          "ext::",
          "%2e",
          "%00",
          "?",
          "user:pw@",
          ".git",
          "host",
          "\\",
          "$(id)",
          ";",
          "`",
        ),
        fc.string({ unit: "binary", maxLength: 6 }),
      ),
      { maxLength: 10 },
    );
    const property = fc.property(pieces, (texts) => {
      const text = texts.join("");
      let read: ReturnType<typeof parsePlatformReference>;
      try {
        read = parsePlatformReference(text);
      } catch (error) {
        expect(error).toMatchObject({ code: "operation/platform-reference" });
        return;
      }
      expect(text).not.toMatch(/^-|[\p{Cc}\p{Cf}]/u);
      if (read.kind === "path") {
        expect(read.path).toBe(text);
        expect(text).not.toMatch(/^(@|git\+|npm:)/i);
      } else if (read.kind === "npm") {
        expect(read.name).toMatch(/^(@[a-z0-9~_][a-z0-9._~-]*\/)?[a-z0-9~_][a-z0-9._~-]*$/);
        expect(read.wanted ?? "1").not.toMatch(/^-|[:/\\]|^$/);
      } else {
        expect(read.address).toMatch(/^(https|ssh|file):\/\/[^-]/);
        const url = new URL(read.address);
        expect([url.password, url.search, url.hash]).toEqual(["", "", ""]);
        expect(read.revision.name).not.toMatch(/^-|\.\.|[\s:^~?*[\\]/);
        expect(read.subfolder?.split("/") ?? []).not.toContain("..");
      }
    });
    fc.assert(property, { numRuns: process.env["TOWPATH_LONG"] ? 100_000 : 2_000 });
  });
});
