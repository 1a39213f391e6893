import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { nodeClock } from "@towpath/core";
import { isGone, ownProcess } from "@towpath/provisioning";
import { expect, test } from "vitest";
import { identityIn, identityName } from "./identity-name.ts";
import { sweepWorkFolders } from "./sweep-work-folders.ts";
import { temporaryFolder } from "./testing/test-run.ts";
import { openWorkFolder } from "./work-folder.ts";

const nothing = async () => {};
const DAY = 24 * 3_600_000;
/** A process of this machine that has ended. */
const own = ownProcess();
const GONE = own ? identityName({ ...own, pid: 2 ** 22 + 1 }) : "unknown";
const ELSEWHERE = "17.MQ.0123456789abcdef";

function folderOf(base: string, owner: string, random = "0123456789ab"): string {
  const folder = join(base, `run.${owner}.${random}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "plan"), "a secret");
  return folder;
}

test("it is for this user alone, holds what is written, and is gone in the end", async () => {
  const base = join(temporaryFolder(), "terraform", "work");
  const { path, write, dispose } = await openWorkFolder(base, nodeClock);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  await write(
    new Map([
      ["main.tf.json", Buffer.from("{}")],
      ["modules/db/a.tf", Buffer.from("")],
    ]),
  );
  expect(readFileSync(join(path, "main.tf.json"), "utf8")).toBe("{}");
  expect(statSync(join(path, "main.tf.json")).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, "modules")).mode & 0o777).toBe(0o700);
  await dispose();
  expect(readdirSync(base)).toEqual([]);
  await dispose();
});

test.each(["../out", "/etc/out", "a/../../out", "", ".", "a/..", "a\\..\\out\0"])(
  "no file leaves it: %j",
  async (name) => {
    const base = temporaryFolder();
    const { path, write, dispose } = await openWorkFolder(base, nodeClock);
    await expect(write(new Map([[name, Buffer.from("x")]]))).rejects.toMatchObject({
      code: "engine-terraform/work-folder",
    });
    expect(readdirSync(path)).toEqual([]);
    await dispose();
    expect(readdirSync(base)).toEqual([]);
  },
);

test("where none can be made, that is said", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  await expect(openWorkFolder(join(file, "work"), nodeClock)).rejects.toMatchObject({
    code: "engine-terraform/work-folder",
    message: expect.stringContaining(file),
    hint: expect.stringContaining("TOWPATH_HOME"),
  });
});

test("its name says whose it is", async () => {
  const { path, dispose } = await openWorkFolder(temporaryFolder(), nodeClock);
  const identity = identityIn(
    basename(path)
      .replace(/^run\./, "")
      .replace(/\.\w+$/, ""),
  );
  expect(identity).toEqual(own ?? undefined);
  if (identity && identity !== "elsewhere") expect(isGone(identity)).toBe(false);
  await dispose();
});

test("folders of runs that were killed are rescued and removed, others stay", async () => {
  const base = temporaryFolder();
  const mine = await openWorkFolder(base, nodeClock);
  const killed = folderOf(base, GONE);
  const others = [folderOf(base, ELSEWHERE), join(base, "notes"), join(base, "run.x.0123456789ab")];
  for (const folder of others.slice(1)) mkdirSync(folder);
  writeFileSync(join(base, `run.${GONE}.file`), "");
  const rescued: string[] = [];
  const sweep = await sweepWorkFolders(base, async (folder) => {
    rescued.push(readFileSync(join(folder, "plan"), "utf8"));
  });
  expect(sweep).toEqual({ removed: 1, running: [], failed: [] });
  expect(rescued).toEqual(["a secret"]);
  expect(existsSync(killed)).toBe(false);
  expect(readdirSync(base)).toHaveLength(others.length + 2);
  await mine.dispose();
});

test("a folder from before a restart, or from another machine, is removed when nobody has used it for a day", async () => {
  const base = temporaryFolder();
  const [old, young] = [folderOf(base, ELSEWHERE), folderOf(base, "unknown", "ba9876543210")];
  utimesSync(old, new Date(Date.now() - DAY - 1_000), new Date(Date.now() - DAY - 1_000));
  utimesSync(young, new Date(Date.now() - DAY + 60_000), new Date(Date.now() - DAY + 60_000));
  expect(await sweepWorkFolders(base, nothing)).toMatchObject({ removed: 1 });
  expect(existsSync(old)).toBe(false);
  expect(existsSync(young)).toBe(true);
});

test("what cannot be rescued is kept, and tried again by a later run", async () => {
  const base = temporaryFolder();
  folderOf(base, GONE);
  const first = await sweepWorkFolders(base, () => Promise.reject(new Error("no store")));
  expect(first).toMatchObject({ removed: 0, failed: [{ error: new Error("no store") }] });
  const [name = ""] = readdirSync(base);
  expect(readFileSync(join(base, name, "plan"), "utf8")).toBe("a secret");
  // As long as this process lives it is its own; then it is a killed one's.
  expect(await sweepWorkFolders(base, nothing)).toMatchObject({ removed: 0, failed: [] });
  renameSync(join(base, name), join(base, `run.${GONE}.0123456789ab`));
  expect(await sweepWorkFolders(base, nothing)).toMatchObject({ removed: 1 });
});

test("of two sweepers at once each folder is one's", async () => {
  const base = temporaryFolder();
  for (let index = 0; index < 20; index++) folderOf(base, GONE, index.toString(16).padStart(12, "0"));
  let rescues = 0;
  const rescue = async () => {
    rescues++;
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const sweeps = await Promise.all([1, 2, 3].map(() => sweepWorkFolders(base, rescue)));
  expect(sweeps.flatMap(({ failed }) => failed)).toEqual([]);
  expect(sweeps.reduce((sum, { removed }) => sum + removed, 0)).toBe(20);
  expect(rescues).toBe(20);
  expect(readdirSync(base)).toEqual([]);
});

test("where there is no folder there is nothing to sweep", async () => {
  expect(await sweepWorkFolders(join(temporaryFolder(), "none"), nothing)).toEqual({
    removed: 0,
    running: [],
    failed: [],
  });
});
