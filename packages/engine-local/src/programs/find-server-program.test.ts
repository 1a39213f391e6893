import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chooseProgram, findCompanion, findServerPrograms, programFolders } from "./find-server-program.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath programs "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, output: string, place = "bin"): string {
  mkdirSync(join(folder, place), { recursive: true });
  const file = join(folder, place, name);
  writeFileSync(file, `#!/bin/sh\necho '${output}'\n`, { mode: 0o755 });
  return file;
}

const context = (...places: string[]) => ({
  folders: { serverUser: undefined },
  variables: { PATH: places.map((place) => (place.startsWith(".") ? place : join(folder, place))).join(":") },
  signal: new AbortController().signal,
});

/** Only what the test made: the machine may have some of its own. */
async function found(kind: "mysql" | "redis", ...places: string[]) {
  return (await findServerPrograms(kind, context(...places))).filter(({ file }) => file.startsWith(folder));
}

test("programs are found in PATH, asked for their version, and said once each", async () => {
  const mariadb = program("mariadbd", "mariadbd  Ver 11.4.2-MariaDB for Linux on x86_64");
  symlinkSync("mariadbd", join(folder, "bin", "mysqld"));
  symlinkSync("bin", join(folder, "also"));
  const mysql = program("mysqld", "mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)", "other");
  expect(await found("mysql", "bin", "also", "other")).toEqual([
    { product: "mariadb", version: "11.4.2", file: mariadb },
    { product: "mysql", version: "8.4.3", file: mysql },
  ]);
});

test("a redis-server that is a Valkey is known as one", async () => {
  const file = program("valkey-server", "Valkey server v=8.1.1 sha=00000000:0");
  symlinkSync("valkey-server", join(folder, "bin", "redis-server"));
  expect(await found("redis", "bin")).toEqual([{ product: "valkey", version: "8.1.1", file }]);
});

test("what cannot be run, or is something else, is passed over", async () => {
  writeFileSync(program("redis-server", ""), "no program", { mode: 0o644 });
  program("valkey-server", "hello", "other");
  expect(await found("redis", "bin", "other", "none")).toEqual([]);
});

test("a folder that is relative in PATH, or of a repository's packages, is no place for programs", () => {
  expect(programFolders(context("node_modules/.bin", "bin")).slice(0, 1)).toEqual([join(folder, "bin")]);
  expect(programFolders(context("./evil", "bin")).slice(0, 1)).toEqual([join(folder, "bin")]);
  expect(programFolders({ variables: {} })).toContain("/usr/sbin");
});

test("the product that is asked for is taken, then the first that is not too old", () => {
  const of = (product: "mariadb" | "mysql", version: string) => ({ product, version, file: `/${product}-${version}` });
  const [old, mariadb, mysql] = [of("mariadb", "10.3.1"), of("mariadb", "10.11.2"), of("mysql", "8.4.1")];
  expect(chooseProgram([old, mariadb, mysql], undefined)).toBe(mariadb);
  expect(chooseProgram([old, mariadb, mysql], "mysql")).toBe(mysql);
  expect(chooseProgram([old, mariadb], "mysql")).toBe(mariadb);
  expect(chooseProgram([old], "mariadb")).toBeUndefined();
});

test("a tool is looked for beside its program first", () => {
  const server = program("mariadbd", "", "sbin");
  const installer = program("mariadb-install-db", "", "scripts");
  expect(findCompanion(server, ["mariadb-install-db"], context("bin"))).toBe(installer);
  expect(findCompanion(server, ["no-such-tool"], context("bin"))).toBeUndefined();
});
