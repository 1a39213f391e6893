import { digestBytes } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import { beforeEach, describe, expect, test } from "vitest";
import { memoryStore } from "../testing/memory-store.ts";
import { type Approval, approvalsOf } from "./approvals.ts";
import { approvalsGate, type TeamMembers } from "./approvals-gate.ts";
import { type FreezeOverride, freezeOverrideOf, recordFreezeOverride } from "./freeze-override.ts";
import { recordApproval } from "./record-approval.ts";

const DIGEST = digestBytes("release");

function approvalOf(by: string, more: Partial<Approval> = {}): Approval {
  return { v: 1, service: "orders", environment: "prod", digest: DIGEST, by, at: "2026-03-01T10:00:00.000Z", ...more };
}

describe("who has agreed", () => {
  let state: StateStore;
  beforeEach(() => {
    state = memoryStore();
  });
  const people = async (digest = DIGEST) => (await approvalsOf(state, "orders", "prod", digest)).map(({ by }) => by);

  test("is read back, the oldest first, of this digest only", async () => {
    await recordApproval(state, approvalOf("ben", { reason: "looks good", run: "7/1" }));
    await recordApproval(state, approvalOf("cleo", { digest: digestBytes("another") }));
    await recordApproval(state, approvalOf("dora"));
    expect(await people()).toEqual(["ben", "dora"]);
    expect((await approvalsOf(state, "orders", "prod", DIGEST))[0]).toEqual(
      approvalOf("ben", { reason: "looks good", run: "7/1" }),
    );
    expect(await approvalsOf(state, "orders", "dev", DIGEST)).toEqual([]);
  });

  test("is not recorded twice", async () => {
    await recordApproval(state, approvalOf("ben"));
    await recordApproval(state, approvalOf("@Ben"));
    expect(await people()).toEqual(["ben"]);
  });

  test("at the same moment, without a lock", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `person-${index}`);
    await Promise.all(names.map((by) => recordApproval(state, approvalOf(by))));
    expect((await people()).toSorted()).toEqual(names);
  });

  test("is somebody, and about something", async () => {
    await expect(recordApproval(state, approvalOf(" "))).rejects.toMatchObject({ code: "delivery/approval-refused" });
    const digest = "sha256:abc";
    await expect(recordApproval(state, approvalOf("ben", { digest }))).rejects.toMatchObject({
      code: "delivery/approval-refused",
    });
    expect(await people()).toEqual([]);
  });

  test.each([
    ["cut", "{", "delivery/record-damaged"],
    ["of a newer version", '{"v":2}', "delivery/record-newer"],
    ["without its person", JSON.stringify({ ...approvalOf("ben"), by: 7 }), "delivery/record-damaged"],
    ["moved here from dev", JSON.stringify(approvalOf("ben", { environment: "dev" })), "delivery/record-damaged"],
  ])("is refused where it is %s", async (_, text, code) => {
    await state.write("approvals/orders/prod/00000001", Buffer.from(text), "absent");
    await expect(people()).rejects.toMatchObject({ code });
  });
});

describe("enough people", () => {
  const TEAMS: Readonly<Record<string, readonly string[]>> = { platform: ["Ben", "cleo"], sre: ["dora", "anna"] };
  const members: TeamMembers = (team) => TEAMS[team];
  const ask = (
    people: readonly string[],
    asked = { count: 2, by: ["platform", "sre"] },
    who: { actor: string; authors: readonly string[] | undefined } = { actor: "anna", authors: ["eve"] },
    of = members,
  ) =>
    approvalsGate(
      asked,
      people.map((by) => approvalOf(by)),
      who,
      of,
    );

  test("are let through by name", () => {
    expect(ask(["ben", "dora"])).toEqual({ gate: "approvals", answer: "allow", reason: "Approved by ben, dora." });
  });

  test.each<[string, readonly string[], string]>([
    ["one person twice", ["ben", "@BEN"], "so far ben."],
    ["who deploys", ["ben", "Anna"], "Not counted: Anna deploys it."],
    ["who wrote it", ["ben", "eve"], "Not counted: eve wrote some of it."],
    ["who is in no team", ["ben", "mallory"], "Not counted: mallory is not known to be one of platform or sre."],
    ["nobody", [], "2 approvals are asked for; so far nobody."],
  ])("%s does not count", (_, people, reason) => {
    const said = ask(people);
    expect(said.answer).toBe("deny");
    expect(said.reason).toContain(reason);
    expect(said.todo).toMatch(/^[12] more (person|people) of platform or sre who neither wrote it nor deploys? it/);
  });

  test("a team whose members are not known leaves it open, unless the others are enough", () => {
    const broken: TeamMembers = (team) => {
      if (team === "sre") throw new Error("403");
      return members(team);
    };
    const asked = { count: 1, by: ["platform", "sre"] };
    expect(ask(["dora"], asked, undefined, broken)).toMatchObject({
      answer: "unknown",
      reason: expect.stringContaining("Who is in sre is not known."),
    });
    expect(ask(["ben"], asked, undefined, broken).answer).toBe("allow");
    expect(ask(["ben"], { count: 1, by: ["nowhere"] }).answer).toBe("unknown");
  });

  test("authors that are not known may be anybody", () => {
    expect(ask(["ben", "dora"], undefined, { actor: "anna", authors: undefined }).answer).toBe("unknown");
  });

  test("without teams anybody else may; without a question nobody has to", () => {
    expect(ask(["mallory"], { count: 1, by: [] }).answer).toBe("allow");
    expect(approvalsGate(undefined, [], { actor: "anna", authors: undefined }, members).answer).toBe("allow");
  });
});

describe("passing a freeze", () => {
  let state: StateStore;
  beforeEach(() => {
    state = memoryStore();
  });
  const override: FreezeOverride = {
    v: 1,
    service: "orders",
    environment: "prod",
    digest: DIGEST,
    reason: "payments fail",
    by: "anna",
    at: "2026-12-24T11:00:00.000Z",
  };
  const found = (mayConfirm?: (person: string) => boolean) =>
    freezeOverrideOf(state, "orders", "prod", DIGEST, mayConfirm);

  test("is confirmed by an approval that came after it", async () => {
    await recordApproval(state, approvalOf("ben"));
    await recordFreezeOverride(state, { ...override, confirmedBy: "ben" });
    expect(await found()).toEqual(override);
    await recordApproval(state, approvalOf("anna"));
    expect((await found())?.confirmedBy).toBeUndefined();
    await recordApproval(state, approvalOf("ben"));
    expect((await found())?.confirmedBy).toBe("ben");
    expect((await found((person) => person !== "ben"))?.confirmedBy).toBeUndefined();
  });

  test("another time is confirmed another time", async () => {
    await recordFreezeOverride(state, override);
    await recordApproval(state, approvalOf("ben", { confirms: 99 }));
    await recordFreezeOverride(state, { ...override, reason: "again" });
    expect(await found()).toEqual({ ...override, reason: "again" });
  });

  test("with another digest is another matter", async () => {
    await recordFreezeOverride(state, { ...override, digest: digestBytes("another") });
    expect(await found()).toBeUndefined();
    expect((await recordApproval(state, approvalOf("ben"))).confirms).toBeUndefined();
  });

  test.each([{ reason: " " }, { by: "@" }, { digest: "sha256:12" as const }])("needs more than %o", async (change) => {
    await expect(recordFreezeOverride(state, { ...override, ...change })).rejects.toMatchObject({
      code: "delivery/override-refused",
    });
  });
});
