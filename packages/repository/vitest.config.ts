import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** More than all tests that run at once keep, in bytes. */
const ROOM = 6 * 1_024 ** 3;

/** From a package's folder, where it has one: what ends with each file of tests. */
const AFTER_EACH_FILE = "src/testing/after-each-file.ts";

/** How every package is tested: against its sources and those of its neighbours, in real processes and real files. */
export default defineConfig({
  resolve: { conditions: ["@towpath/source", "node"] },
  ssr: { resolve: { conditions: ["@towpath/source", "node"] } },
  test: {
    include: ["src/**/*.test.ts"],
    passWithNoTests: true,
    // Most tests wait for a server or a process more than they compute.
    maxWorkers: 2,
    // A fifth of the time went into loading for each file what the one before had loaded. Tests change nothing that is the process's.
    isolate: false,
    setupFiles: existsSync(AFTER_EACH_FILE) ? [AFTER_EACH_FILE] : [],
    // A proof with its whole budget takes as long as it takes.
    testTimeout: process.env["TOWPATH_LONG"] ? 900_000 : 30_000,
    hookTimeout: 120_000,
    env: { TOWPATH_LONG: process.env["TOWPATH_LONG"] ?? "", TMPDIR: scratchFolder() },
  },
});

/**
 * Where tests keep all that they write: in memory where there is room. A server is a thousand small files, and hundreds of servers
 * and repositories are made and removed; what a disk makes of that takes longer than the tests.
 */
function scratchFolder(): string {
  const inMemory = "/dev/shm";
  return isFit(inMemory) ? inMemory : tmpdir();
}

/** Some machines have little room there, and some let nothing be run from there. */
function isFit(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (Math.min(bavail * bsize, freemem()) < ROOM) return false;
    const tried = mkdtempSync(join(folder, "towpath-"));
    try {
      const program = join(tried, "program");
      writeFileSync(program, "#!/bin/sh\n", { mode: 0o700 });
      execFileSync(program);
      return true;
    } finally {
      rmSync(tried, { recursive: true });
    }
  } catch {
    return false;
  }
}
