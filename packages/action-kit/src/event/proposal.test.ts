import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ActionError } from "../errors.ts";
import { proposalOf } from "./proposal.ts";

const [BASE, HEAD] = ["a".repeat(40), "b".repeat(40)];
const PULL = {
  number: 7,
  user: { login: "anna" },
  base: { sha: BASE, ref: "main", repo: { full_name: "acme/orders" } },
  head: { sha: HEAD, ref: "topic", repo: { full_name: "acme/orders" } },
};

function proposal(name: string, payload: unknown) {
  const bytes = new TextEncoder().encode(typeof payload === "string" ? payload : JSON.stringify(payload));
  return proposalOf({ GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: "/event.json" }, () => bytes);
}

describe("what a run is about", () => {
  test.each(["pull_request", "pull_request_target", "pull_request_review"])("a pull request, by %s", (name) => {
    expect(proposal(name, { pull_request: PULL })).toEqual({
      kind: "pull-request",
      number: 7,
      base: { sha: BASE, ref: "main" },
      head: { sha: HEAD, ref: "topic", repository: "acme/orders" },
      isFromFork: false,
      author: "anna",
    });
  });

  test.each([
    ["another repository", { full_name: "eve/orders" }],
    ["a repository that is gone", null],
  ])("a fork: %s", (_, repo) => {
    const pull = { ...PULL, head: { ...PULL.head, repo } };
    expect(proposal("pull_request", { pull_request: pull })).toMatchObject({ isFromFork: true });
  });

  test("a merge group", () => {
    const group = { base_sha: BASE, head_sha: HEAD };
    expect(proposal("merge_group", { merge_group: group })).toMatchObject({
      kind: "merge-group",
      base: { sha: BASE },
    });
  });

  test.each(["push", "schedule", "workflow_dispatch", ""])("%j proposes nothing", (name) => {
    expect(proposal(name, "no JSON")).toBeUndefined();
  });
});

describe("an event that does not say which", () => {
  test.each([
    ["no JSON", "{"],
    ["a list", []],
    ["nothing", {}],
    ["no number", { pull_request: { ...PULL, number: "7" } }],
    ["no base", { pull_request: { ...PULL, base: null } }],
    ["a base that is no commit", { pull_request: { ...PULL, base: { ...PULL.base, sha: "main" } } }],
    ["an option in place of a commit", { pull_request: { ...PULL, base: { ...PULL.base, sha: "--exec=x" } } }],
  ])("%s", (_, payload) => {
    expect(() => proposal("pull_request", payload)).toThrow(ActionError);
  });

  test("no file", () => {
    expect(() => proposalOf({ GITHUB_EVENT_NAME: "pull_request" }, () => undefined)).toThrow(/GITHUB_EVENT_PATH/);
  });

  test("whatever it holds, it is a pull request or an error of ours", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          expect(proposal("pull_request", text)).toMatchObject({ kind: "pull-request" });
        } catch (error) {
          expect(error).toBeInstanceOf(ActionError);
        }
      }),
    );
  });
});
