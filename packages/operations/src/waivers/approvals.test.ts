import { expect, test } from "vitest";
import { approvalsBy } from "./approvals.ts";

const teams = { "team-a": { members: ["@Alice"] }, "team-b": { contact: "#b" } };
const platform = { document: { teams } };

test.each([
  ["team-a", ["alice"], true],
  ["team-a", ["@mallory"], false],
  ["team-a", [], false],
  [undefined, ["alice"], false],
  ["team-b", ["alice"], "The platform names nobody: add members below teams.team-b."],
  ["team-aa", ["alice"], "The platform has no such team. Did you mean team-a?"],
  ["toString", ["alice"], "The platform has no such team."],
])("whether %s agreed when %j approved", (team, approvers, expected) => {
  expect(approvalsBy(approvers, platform)({ approvedBy: team })).toBe(expected);
});
