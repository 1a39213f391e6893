// Runs the tests against the database and the bucket that the environment names. Arguments go to node --test.
import "./install.mjs";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

const root = new URL("../", import.meta.url);
mkdirSync(new URL("reports/", root), { recursive: true });
const reporters = { spec: "stdout", junit: "reports/junit.xml" };
const flags = Object.entries(reporters).flatMap(([name, to]) => [
  `--test-reporter=${name}`,
  `--test-reporter-destination=${to}`,
]);
const { status } = spawnSync(
  process.execPath,
  ["--test", "--test-timeout=30000", ...flags, ...process.argv.slice(2), "test/*.test.js"],
  {
    cwd: root,
    stdio: "inherit",
  },
);
process.exitCode = status ?? 1;
