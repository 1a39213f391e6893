import { expect, test } from "vitest";
import { conclusions, explained, jobOf, productTeam } from "./testing/product-team.ts";

/** Whole pipelines one after the other take a while on a machine that is busy with others. */
const LIMIT = 180_000;
const DAY = 86_400_000;

test(
  "while changes are frozen nothing is changed and nothing is deployed",
  async () => {
    const [from, to] = [-2, 2].map((days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10));
    const freeze = `gates: { freeze: [{ from: ${from}, to: ${to}, zone: UTC, reason: Peak season }] }`;
    await using team = await productTeam({ environments: { int: freeze } });
    const ending = await team.push({ version: "v1", note: "hello" });
    expect(ending.conclusion).toBe("failure");
    expect(conclusions(ending)).toMatchObject({
      "towpath / orders / build": "success",
      "towpath / orders / int / provision": "failure",
      "towpath / orders / int / deploy": "skipped",
      "towpath / result": "failure",
    });
    expect(explained(ending)).toContain("Peak season");
    expect([team.note("int"), await team.answer("int")]).toEqual([undefined, undefined]);
  },
  LIMIT,
);

test(
  "what no pull request showed is not provisioned, and what one showed that somebody else approved of is; the release waits for its own",
  async () => {
    await using team = await productTeam({
      environments: { int: "gates: { approvals: { count: 1, by: [team-a] } }" },
    });
    const refused = await team.push({ version: "v1", note: "straight" });
    expect(conclusions(refused)).toMatchObject({
      "towpath / orders / int / provision": "failure",
      "towpath / orders / int / approval": "skipped",
      "towpath / orders / int / deploy": "skipped",
    });
    expect(team.note("int")).toBeUndefined();

    const { pull, ending } = await team.propose({ version: "v2", note: "shown" });
    expect(ending.conclusion, explained(ending)).toBe("success");
    team.repository.reviews.push({
      id: 1,
      pull: pull.number,
      account: { login: "ben", type: "User" },
      state: "APPROVED",
      commit: pull.head.sha,
      body: "",
      submitted: "2026-11-22T09:00:00Z",
    });
    const merged = await team.merge(pull);
    expect(conclusions(merged), explained(merged)).toMatchObject({
      "towpath / orders / int / provision": "success",
      "towpath / orders / int / approval": "failure",
      "towpath / orders / int / deploy": "skipped",
    });
    expect([team.note("int"), await team.answer("int")]).toEqual(["shown", undefined]);

    const digest =
      jobOf(merged, "towpath / orders / build").steps.find(({ id }) => id === "build")?.outputs["digest"] ?? "";
    const other = await team.approve("int", digest, "carla");
    expect(other.conclusion, explained(other)).toBe("success");
    const approved = await team.again();
    expect(approved.conclusion, explained(approved)).toBe("success");
    expect(jobOf(approved, "towpath / orders / int / approval").conclusion).toBe("success");
    expect(await team.answer("int")).toBe("v2");
  },
  LIMIT,
);
