import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { conclusions, explained, jobOf, type ProductTeam, productTeam, shownBy } from "./testing/product-team.ts";

/** A pull request's whole pipeline takes some seconds. */
const LIMIT = 180_000;

const SECRETS = {
  TOWPATH_VARIABLES: "STORE_PASSWORD=password-of-the-store",
  TOWPATH_PLAN_VARIABLES: "READER_PASSWORD=password-of-a-reader",
};

/** Shows what a stranger's code would take. */
const CURIOUS = {
  "build.js": `const { cpSync, mkdirSync } = require("node:fs");
mkdirSync("dist", { recursive: true });
cpSync("server.js", "dist/server.js");
const found = Object.entries(process.env).filter(([name, value]) => /TOKEN|PASSWORD|SECRET|KEY/i.test(name + value));
console.log("found: " + JSON.stringify(found));
console.log("written: " + require("node:child_process").execSync("git config --get-all http.extraheader || true"));
`,
};

const NOTHING = /found: \[\]\n.*written: $/m;

describe("a pull request from a branch", () => {
  let team: ProductTeam;
  beforeAll(async () => {
    team = await productTeam();
  });
  afterAll(() => team[Symbol.asyncDispose]());

  test(
    "is checked, planned, built and tested, and changes nothing",
    async () => {
      const { ending } = await team.propose({ version: "v1", note: "hello" }, { secrets: SECRETS, files: CURIOUS });
      expect(conclusions(ending), explained(ending)).toEqual({
        "towpath / check": "success",
        "towpath / plan": "success",
        "towpath / test orders": "success",
        "towpath / deliver": "skipped",
        "towpath / result": "success",
      });
      const [comment, ...others] = team.repository.comments;
      expect(comment?.body).toMatch(/towpath plan[\s\S]+sha256:/);
      expect(others).toEqual([]);
      expect(team.repository.checkRuns).toHaveLength(1);
      expect(ending.requests.length).toBeLessThanOrEqual(10);

      // What runs the team's code has nothing to steal and nothing to change.
      const { permissions, steps } = jobOf(ending, "towpath / test orders");
      expect(permissions).toEqual({ contents: "read" });
      expect(steps.find(({ uses }) => uses === "$/actions/build")?.log).toMatch(NOTHING);
      expect(shownBy(ending)).not.toContain("password-of");
    },
    LIMIT,
  );

  test(
    "that fails its test is red, with the test at its place",
    async () => {
      const { ending } = await team.propose({ failsTest: true });
      expect(ending.conclusion).toBe("failure");
      expect(conclusions(ending)).toMatchObject({
        "towpath / plan": "success",
        "towpath / test orders": "failure",
        "towpath / result": "failure",
      });
      expect(jobOf(ending, "towpath / result").steps.flatMap(({ annotations }) => annotations)).toContainEqual(
        expect.objectContaining({ message: "test ended with failure: what is wrong stands there." }),
      );
      const { steps } = jobOf(ending, "towpath / test orders");
      expect(steps.flatMap(({ annotations }) => annotations)).toContainEqual(
        expect.objectContaining({ level: "error", message: expect.stringContaining("one is not two") }),
      );
    },
    LIMIT,
  );

  test(
    "with a manifest that cannot be used is planned and tested by nobody",
    async () => {
      const { ending } = await team.propose({}, { files: { "towpath.yaml": "kind: Service\n" } });
      expect(conclusions(ending)).toEqual({
        "towpath / check": "failure",
        "towpath / plan": "skipped",
        "towpath / test": "skipped",
        "towpath / deliver": "skipped",
        "towpath / result": "failure",
      });
    },
    LIMIT,
  );
});

describe("a pull request from a fork", () => {
  test(
    "is checked and planned by documents, tested without a secret, and writes nothing anywhere",
    async () => {
      await using team = await productTeam();
      const { ending } = await team.propose(
        { version: "v1" },
        { fork: "mallory/orders", login: "mallory", secrets: SECRETS, files: CURIOUS },
      );
      expect(conclusions(ending)).toMatchObject({
        "towpath / check": "success",
        "towpath / plan": "success",
        "towpath / test orders": "success",
        "towpath / result": "success",
      });
      for (const { permissions, name } of ending.jobs)
        expect([name, Object.values(permissions)]).toEqual([name, expect.not.arrayContaining(["write"])]);
      const ran = ending.jobs.filter(({ conclusion }) => conclusion !== "skipped");
      expect(ran.length).toBe(4);
      for (const { name, runsOn } of ran) expect([name, runsOn]).toEqual([name, ["self-hosted", "fork"]]);
      expect(team.repository.comments).toEqual([]);
      expect(team.repository.checkRuns).toEqual([]);
      expect(ending.requests.filter(({ method, status = 0 }) => method !== "GET" && status < 400)).toEqual([]);
      expect(shownBy(ending)).not.toContain("password-of");
      const { steps } = jobOf(ending, "towpath / test orders");
      expect(steps.find(({ uses }) => uses === "$/actions/build")?.log).toMatch(NOTHING);
      const plan = jobOf(ending, "towpath / plan").steps.find(({ uses }) => uses === "$/actions/plan");
      expect(plan?.outputs["offline"]).toBe("true");
      expect(plan?.summary).toContain("nobody looked at what is there: the pull request comes from a fork.");
    },
    LIMIT,
  );
});
