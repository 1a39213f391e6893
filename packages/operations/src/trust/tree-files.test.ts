import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Files, nodeFiles } from "@towpath/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { preloadFiles, preloadTrees } from "./commit-tree.ts";
import { readTree } from "./git/git-object.ts";
import { gitTree } from "./git/git-tree.ts";
import { ownRepository } from "./git/own-repository.ts";
import { treeFiles } from "./tree-files.ts";

const GIT = { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };

/** A folder with these files and links, and the same as a commit has them. */
function committed(files: Readonly<Record<string, string | { readonly link: string }>>) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "towpath-tree-")));
  const git = (...words: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b", ...words], {
      cwd: root,
      encoding: "utf8",
      env: GIT,
    });
  git("init", "--quiet");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (typeof content === "string") writeFileSync(join(root, path), content);
    else symlinkSync(content.link, join(root, path));
  }
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message=All");
  const commit = git("rev-parse", "HEAD").trim();
  const store = ownRepository({ objects: join(root, ".git/objects"), commit, variables: process.env });
  const tree = gitTree(store, commit);
  if (!tree) throw new Error("There is no such commit.");
  return { root, tree, files: treeFiles(tree, root, nodeFiles), commit };
}

const attempt = <T>(ask: () => T): T | "refused" => {
  try {
    return ask();
  } catch {
    return "refused";
  }
};
const seen = (files: Files, path: string) => ({
  read: attempt(() => {
    const bytes = files.read(path);
    return bytes && Buffer.from(bytes).toString("hex");
  }),
  list: attempt(() => files.list(path)?.filter((one) => one.name !== ".git")),
  real: attempt(() => files.realPath(path)),
});

test("a commit looks like the disk that it was made of", () => {
  const { root, files, tree } = committed({
    "a.yaml": "a\n",
    "deep/er/b.yaml": "b\n",
    "deep/é ü.yaml": "c\n",
    "empty.yaml": "",
    "link.yaml": { link: "deep/er/b.yaml" },
    "deep/up.yaml": { link: "../a.yaml" },
    "folder-link": { link: "deep" },
    "nowhere.yaml": { link: "gone" },
    "circle.yaml": { link: "circle.yaml" },
    "deep/round": { link: "../folder-link" },
  });
  using _ = tree;
  preloadTrees(tree);
  const paths = [
    "",
    "a.yaml",
    "a.yaml/x",
    "deep",
    "deep/er",
    "deep/er/b.yaml",
    "deep/é ü.yaml",
    "empty.yaml",
    "link.yaml",
    "deep/up.yaml",
    "folder-link",
    "folder-link/er/b.yaml",
    "folder-link/round/round/er/b.yaml",
    "nowhere.yaml",
    "circle.yaml",
    "gone",
    "deep/../a.yaml",
  ];
  for (const path of paths)
    expect({ path, ...seen(files, join(root, path)) }).toEqual({ path, ...seen(nodeFiles, join(root, path)) });
});

test("a link that leads out of the repository is refused, whatever is there", () => {
  const { root, files, tree } = committed({
    "out.yaml": { link: "/etc/hostname" },
    "up.yaml": { link: "../../../../../etc/hostname" },
    etc: { link: "/etc" },
    ".git-not/x": "x",
  });
  using _ = tree;
  for (const path of ["out.yaml", "up.yaml", "etc", "etc/hostname"]) {
    expect(() => files.read(join(root, path))).toThrow(/leads out/);
    expect(() => files.realPath(join(root, path))).toThrow(/leads out/);
  }
});

test("a submodule is refused, and what is outside of the checkout is the disk", () => {
  const { root, tree } = committed({ "a.yaml": "a\n" });
  using _ = tree;
  const link = `160000 commit ${tree.commit}\tmodule\n`;
  const id = execFileSync("git", ["mktree", "--missing"], {
    cwd: root,
    input: link,
    encoding: "utf8",
    env: GIT,
  }).trim();
  const files = treeFiles({ ...tree, root: id }, root, nodeFiles);
  expect(() => files.list(join(root, "module"))).toThrow(/submodule/);
  expect(() => files.read(join(root, "module/platform.yaml"))).toThrow(/submodule/);
  expect(files.list(dirname(root))).toBeDefined();
});

test("what was read in one go needs the objects no more", () => {
  const { root, files, tree } = committed({ "a/b.yaml": "b\n", "a/link.yaml": { link: "b.yaml" }, "c.yaml": "c\n" });
  using _ = tree;
  preloadFiles(tree, ["a/b.yaml", "a/link.yaml", "a/gone.yaml", "a", "c.yaml/x", "../out.yaml"]);
  rmSync(join(root, ".git/objects"), { recursive: true });
  expect(new TextDecoder().decode(files.read(join(root, "a/b.yaml")))).toBe("b\n");
  expect(() => files.read(join(root, "c.yaml"))).toThrow(/missing/);
});

test("nothing is left behind", () => {
  const { tree, root, commit } = committed({ "a.yaml": "a\n" });
  const store = ownRepository({ objects: join(root, ".git/objects"), commit, variables: process.env });
  expect(existsSync(store.folder)).toBe(true);
  store[Symbol.dispose]();
  tree[Symbol.dispose]();
  expect(existsSync(store.folder)).toBe(false);
});

test("whatever bytes a tree has, it ends, and has no name that leads elsewhere", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const entries = attempt(() => readTree(bytes, 20));
      for (const { name } of entries === "refused" ? [] : entries) {
        expect(name).not.toMatch(/\/|^\.{0,2}$/);
        expect(name.toLowerCase()).not.toBe(".git");
      }
    }),
  );
});
