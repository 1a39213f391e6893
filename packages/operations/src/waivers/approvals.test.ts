import type { PlatformModel } from "@towpath/manifest";
import type { Waiver } from "@towpath/manifest/policy";
import { expect, test } from "vitest";
import { approvalsBy } from "./approvals.ts";

const teams = { "team-a": { members: ["@Alice"] }, "team-b": { contact: "#b" } };
const platform = { document: { teams } } as unknown as PlatformModel;
const waiver = (approvedBy?: string) => ({ id: "W-1", approvedBy }) as unknown as Waiver;

test.each([
  ["team-a", ["alice"], true],
  ["team-a", ["@mallory"], false],
  ["team-a", [], false],
  [undefined, ["alice"], false],
  ["team-b", ["alice"], "The platform names nobody: add members below teams.team-b."],
  ["team-aa", ["alice"], "The platform has no such team. Did you mean team-a?"],
  ["toString", ["alice"], "The platform has no such team."],
])("whether %s agreed when %j approved", (team, approvers, expected) => {
  expect(approvalsBy(approvers, platform)(waiver(team))).toBe(expected);
});
