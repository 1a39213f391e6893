import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { pathsOutside } from "@towpath/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { confinedFiles } from "./confined-files.ts";
import { workingFolder } from "./working-folder.ts";

let root = "";
let workspace = "";
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "towpath-folder-")));
  workspace = join(root, "workspace");
  mkdirSync(join(workspace, "services", "orders"), { recursive: true });
  writeFileSync(join(root, "secret"), "s3cret");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a folder is named from its repository's root, which need not be the workspace", () => {
  expect(workingFolder(workspace, ".")).toEqual({ path: workspace, inRepository: "" });
  expect(workingFolder(workspace, "services/orders").inRepository).toBe("services/orders");
  mkdirSync(join(workspace, "services", ".git"));
  expect(workingFolder(workspace, "services/orders").inRepository).toBe("orders");
  expect(workingFolder(workspace, "services").inRepository).toBe("");
});

test("a repository around the workspace does not count", () => {
  mkdirSync(join(root, ".git"));
  expect(workingFolder(workspace, "services").inRepository).toBe("services");
});

test("what is no folder, or outside, is refused", () => {
  symlinkSync(root, join(workspace, "link"));
  for (const asked of ["none", "link", "..", root, "services/../../", ...pathsOutside.map(({ text }) => text || "/")]) {
    if (asked.includes("\u0000")) continue;
    expect(() => workingFolder(workspace, asked), asked).toThrow(
      expect.objectContaining({ code: "action-kit/folder" }),
    );
  }
});

test("a link within the workspace is refused: whoever proposes a change could make it", () => {
  symlinkSync("services", join(workspace, "link"));
  for (const asked of ["link", "link/orders"])
    expect(() => workingFolder(workspace, asked)).toThrow(
      expect.objectContaining({ code: "action-kit/folder", message: expect.stringContaining("leads to") }),
    );
  expect(workingFolder(workspace, "./services/../services/orders/").inRepository).toBe("services/orders");
});

test("a workspace that is itself reached through a link is one", () => {
  symlinkSync(workspace, join(root, "link"));
  for (const asked of ["services", join(root, "link/services")])
    expect(workingFolder(join(root, "link"), asked).inRepository).toBe("services");
});

test("files end at their roots", () => {
  symlinkSync(join(root, "secret"), join(workspace, "towpath.yaml"));
  symlinkSync(root, join(workspace, "up"));
  const files = confinedFiles(nodeFiles, [workspace]);
  const isRefused = expect.objectContaining({ code: "action-kit/outside" });
  expect(() => files.read(join(workspace, "towpath.yaml"))).toThrow(isRefused);
  expect(() => files.read(join(workspace, "up", "secret"))).toThrow(isRefused);
  expect(() => files.list(join(workspace, "up"))).toThrow(isRefused);
  expect(() => files.realPath(join(workspace, "..", "secret"))).toThrow(isRefused);
  expect(files.read(join(workspace, "none"))).toBeUndefined();
  expect(files.list(workspace)).toHaveLength(3);
  writeFileSync(join(workspace, "services", "a"), "a");
  expect(files.read(join(workspace, "services", "a"))).toHaveLength(1);
});

test("a link into git's own folder is refused, and that there is one may be asked", () => {
  mkdirSync(join(workspace, ".git"));
  writeFileSync(join(workspace, ".git/config"), "extraheader = s3cret");
  symlinkSync(".git/config", join(workspace, "towpath.yaml"));
  symlinkSync(".git", join(workspace, "waivers"));
  const files = confinedFiles(nodeFiles, [workspace]);
  const isRefused = expect.objectContaining({ code: "action-kit/outside" });
  for (const path of ["towpath.yaml", "waivers/config", ".git/config"]) {
    expect(() => files.read(join(workspace, path)), path).toThrow(isRefused);
    expect(() => files.realPath(join(workspace, path)), path).toThrow(isRefused);
  }
  for (const path of ["waivers", ".git"]) expect(() => files.list(join(workspace, path)), path).toThrow(isRefused);
  expect(files.realPath(join(workspace, ".git"))).toBe(join(workspace, ".git"));
});

test("a link from one root into another is refused", () => {
  const temporary = join(root, "temporary");
  mkdirSync(temporary);
  writeFileSync(join(temporary, "credentials"), "s3cret");
  symlinkSync("../temporary/credentials", join(workspace, "towpath.yaml"));
  const files = confinedFiles(nodeFiles, [workspace, temporary]);
  expect(() => files.read(join(workspace, "towpath.yaml"))).toThrow(
    expect.objectContaining({ code: "action-kit/outside" }),
  );
  expect(files.read(join(temporary, "credentials"))).toHaveLength(6);
});
