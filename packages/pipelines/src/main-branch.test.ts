import { afterAll, beforeAll, expect, test } from "vitest";
import { conclusions, explained, jobOf, type ProductTeam, productTeam } from "./testing/product-team.ts";

/** Two environments with proof take some seconds each. */
const LIMIT = 180_000;

let team: ProductTeam;
beforeAll(async () => {
  team = await productTeam({
    environments: {
      int: "",
      prod: "promoteFrom: { environment: int }",
    },
  });
});
afterAll(() => team[Symbol.asyncDispose]());

/** The verdict of a deployment, and the words that a person reads out. */
function verdictIn(ending: Parameters<typeof jobOf>[0], environment: string) {
  const deploy = jobOf(ending, `towpath / orders / ${environment} / deploy / deploy`).steps.find(
    ({ id }) => id === "deploy",
  );
  return { verdict: deploy?.outputs["verdict"], digest: deploy?.outputs["digest"], log: deploy?.log ?? "" };
}

test(
  "a merge is built once and goes through the environments in their order",
  async () => {
    const { pull, ending: proposed } = await team.propose({ version: "v1" });
    expect(proposed.conclusion).toBe("success");
    const ending = await team.merge(pull);
    expect(ending.conclusion, explained(ending)).toBe("success");
    expect(conclusions(ending)).toMatchObject({
      "towpath / orders / build": "success",
      "towpath / orders / test": "success",
      "towpath / orders / int / provision": "success",
      "towpath / orders / int / deploy / deploy": "success",
      "towpath / orders / prod / deploy / deploy": "success",
      "towpath / result": "success",
    });
    const [built] = [
      jobOf(ending, "towpath / orders / build").steps.find(({ id }) => id === "build")?.outputs["digest"],
    ];
    expect(verdictIn(ending, "int")).toMatchObject({ verdict: "succeeded", digest: built });
    expect(verdictIn(ending, "prod")).toMatchObject({ verdict: "succeeded", digest: built });
    expect([await team.answer("int"), await team.answer("prod")]).toEqual(["v1", "v1"]);
    expect(team.repository.deployments.map(({ environment }) => environment)).toEqual(["int/orders", "prod/orders"]);
    const { permissions } = jobOf(ending, "towpath / orders / prod / deploy / deploy");
    expect(permissions).toEqual({
      contents: "read",
      "pull-requests": "read",
      deployments: "write",
      "id-token": "write",
    });
  },
  LIMIT,
);

test(
  "a release that does not answer well is taken back, and goes no further",
  async () => {
    const ending = await team.push({ version: "broken" });
    expect(ending.conclusion).toBe("failure");
    expect(verdictIn(ending, "int")).toMatchObject({
      verdict: expect.stringMatching(/^(rolled_back|failed_before_exposure)$/),
    });
    expect(conclusions(ending)).toMatchObject({
      "towpath / orders / int / deploy / deploy": "failure",
      "towpath / result": "failure",
    });
    expect(Object.keys(conclusions(ending)).filter((name) => name.includes("/ prod /"))).toEqual([]);
    expect([await team.answer("int"), await team.answer("prod")]).toEqual(["v1", "v1"]);
  },
  LIMIT,
);

test(
  "what fails its test on main is not deployed",
  async () => {
    const ending = await team.push({ version: "v2", failsTest: true });
    expect(conclusions(ending)).toMatchObject({
      "towpath / orders / build": "success",
      "towpath / orders / test": "failure",
      "towpath / orders / environment": "skipped",
      "towpath / result": "failure",
    });
    expect(await team.answer("int")).toBe("v1");
  },
  LIMIT,
);

test(
  "of two pushes at once the newer one is served in the end, whoever comes first",
  async () => {
    const [older, newer] = await Promise.all([
      team.push({ version: "v3" }),
      new Promise((resolve) => setTimeout(resolve, 400)).then(() => team.push({ version: "v4" })),
    ]);
    expect(newer.conclusion, explained(newer)).toBe("success");
    expect(["succeeded", "superseded", "refused"]).toContain(verdictIn(older, "int").verdict);
    expect([await team.answer("int"), await team.answer("prod")]).toEqual(["v4", "v4"]);
  },
  LIMIT,
);
