import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import type { GitStore } from "./git-store.ts";
import type { Remote } from "./remote.ts";

/** What a repository of our own is made of. */
export interface OwnRepository {
  /** Objects of the checkout, which are read and never written; absolute. */
  readonly objects: string;
  /** All digits of an object of it: they say by which hash it goes. */
  readonly commit: string;
  /** Where objects come from that the checkout does not have. */
  readonly remote?: Remote | undefined;
  /** The environment of whoever asks. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes an empty repository that borrows the objects of a checkout. Git reads its settings, hooks, attributes and replaced
 * objects from here, where there are none, and never from the checkout.
 */
export function ownRepository(of: OwnRepository): GitStore & Disposable {
  const { objects, commit, remote, variables } = of;
  const folder = realpathSync(mkdtempSync(join(variables["RUNNER_TEMP"] || tmpdir(), "towpath-base-")));
  for (const path of ["refs", "objects/info", "objects/pack"]) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(folder, "objects/info/alternates"), `${quoted(objects)}\n`);
  writeFileSync(join(folder, "config"), settings(commit.length === 64, remote));
  return {
    folder,
    environment: remote ? remote.environment : localEnvironment(variables),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function settings(isLongHash: boolean, remote: Remote | undefined): string {
  const extensions = [
    ...(isLongHash ? ["\tobjectFormat = sha256"] : []),
    ...(remote ? ["\tpartialClone = origin"] : []),
  ];
  return [
    "[core]",
    `\trepositoryFormatVersion = ${extensions.length > 0 ? 1 : 0}`,
    "\tbare = true",
    ...(extensions.length > 0 ? ["[extensions]", ...extensions] : []),
    ...(remote
      ? [
          '[remote "origin"]',
          `\turl = ${quoted(remote.address)}`,
          "\tpromisor = true",
          "\tpartialCloneFilter = blob:none",
        ]
      : []),
    "",
  ].join("\n");
}

/** Both in a config and in a list of alternates a text may stand in double quotes. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}

/** For git to read what is there, and nothing of anybody's settings. */
function localEnvironment({ PATH = "" }: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return {
    PATH,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_DIR: ".",
    GIT_NO_LAZY_FETCH: "1",
  };
}
