import { defineConfig } from "vitest/config";

/** How every package is tested: against its sources and those of its neighbours, in real processes and real files. */
export default defineConfig({
  resolve: { conditions: ["@towpath/source", "node"] },
  ssr: { resolve: { conditions: ["@towpath/source", "node"] } },
  test: {
    include: ["src/**/*.test.ts"],
    passWithNoTests: true,
    // Most tests wait for a server or a process more than they compute.
    maxWorkers: 2,
    // A proof with its whole budget takes as long as it takes.
    testTimeout: process.env["TOWPATH_LONG"] ? 900_000 : 30_000,
    hookTimeout: 120_000,
    env: { TOWPATH_LONG: process.env["TOWPATH_LONG"] ?? "" },
  },
});
