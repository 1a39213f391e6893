import type { PlatformModel } from "@towpath/manifest";
import { faults } from "@towpath/testkit/github";
import { describe, expect, test } from "vitest";
import { type Publishing, publishing } from "../publish/testing/publishing.ts";
import { authorsAtGitHub } from "./authors-at-github.ts";
import { authorsHere, membersHere } from "./people.ts";
import { deploymentOf, releaseOf } from "./testing/release-of.ts";

const anna = { name: "Anna", email: "anna@acme.example" };
const berta = { name: "Berta", email: "7+berta@users.noreply.github.com" };
const stranger = { name: "Berta", email: "nobody@nowhere.example" };

async function desk(): Promise<Publishing> {
  const made = await publishing();
  made.repository.people.add({ login: "anna-of-acme", type: "User" }, anna.email);
  return made;
}

/** Effects of a run in a workflow of the repository. */
function inWorkflow({ effects, access, github }: Publishing, token = true) {
  const variables = {
    ...effects.variables,
    GITHUB_REPOSITORY: access.repository,
    GITHUB_API_URL: access.apiUrl,
    ...(token ? { GITHUB_TOKEN: github.token } : { GITHUB_TOKEN: "", GH_TOKEN: "" }),
  };
  return { ...effects, variables };
}

describe("in a workflow", () => {
  test("authors are the accounts that GitHub knows for the commits since the one that serves", async () => {
    await using at = await desk();
    const { repository } = at;
    const before = await repository.commit("main", { a: "1" }, { author: stranger });
    await repository.commit("main", { a: "2" }, { author: anna, committer: anna });
    const message = "Help\n\nCo-authored-by: Carla <carla@acme.example>";
    const last = await repository.commit("main", { a: "3" }, { author: berta, committer: berta, message });
    const brought = { folder: "/nowhere", release: releaseOf(last), previous: deploymentOf(releaseOf(before, "b")) };
    const authors = await authorsHere({ ...brought, approvals: [] }, inWorkflow(at));
    expect([...(authors ?? [])].sort()).toEqual(["Carla", "anna-of-acme", "berta", "carla", "carla@acme.example"]);
  });

  test("an author whom GitHub does not know could be anybody", async () => {
    await using at = await desk();
    const before = await at.repository.commit("main", { a: "1" });
    const last = await at.repository.commit("main", { a: "2" }, { author: stranger, committer: anna });
    const previous = deploymentOf(releaseOf(before, "b"));
    expect(await authorsAtGitHub(at.access, releaseOf(last), previous, at.effects)).toBeUndefined();
  });

  test("of the first release they are those of the pull request that brought it", async () => {
    await using at = await desk();
    const { repository } = at;
    await repository.commit("feature", { b: "1" }, { from: "main", author: anna, committer: anna });
    await repository.commit("feature", { b: "2" }, { author: berta, committer: berta });
    const pull = await repository.openPull({ head: "feature", login: "dora" });
    await repository.mergePull(pull.number, { by: "emma" });
    const merged = (await repository.commitOf("main")) ?? "";
    const authors = await authorsAtGitHub(at.access, releaseOf(merged), undefined, at.effects);
    expect([...(authors ?? [])].sort()).toEqual(["anna-of-acme", "berta", "dora"]);
  });

  test("of the first release that no pull request brought they are those of the push's last commit", async () => {
    await using at = await desk();
    const { repository } = at;
    const first = await repository.commit("other", { a: "0" }, { author: anna, committer: anna });
    await repository.commit("main", { a: "1" }, { author: stranger });
    const last = await repository.commit("main", { a: "2" }, { author: berta, committer: anna });
    const authors = (commit: string) => authorsAtGitHub(at.access, releaseOf(commit), undefined, at.effects);
    expect([...((await authors(last)) ?? [])].sort()).toEqual(["anna-of-acme", "berta"]);
    expect(await authors(first), "without a commit before it").toEqual(["anna-of-acme"]);
    at.github.order({ times: 99, path: /\/compare\//, fault: faults.unavailable(500) });
    await expect(authors(last), "GitHub is down").rejects.toThrow();
  });

  test("who wrote a commit that was squashed is one of them, also where the message says nothing of it", async () => {
    await using at = await desk();
    const { repository } = at;
    const before = await repository.commit("main", { a: "1" }, { author: anna, committer: anna });
    await repository.commit("feature", { b: "1" }, { from: "main", author: anna, committer: anna });
    await repository.commit("feature", { b: "2" }, { author: berta, committer: berta });
    const pull = await repository.openPull({ head: "feature", login: "dora" });
    const last = await repository.mergePull(pull.number, { by: "emma", method: "squash", message: "All of it" });
    const previous = deploymentOf(releaseOf(before, "b"));
    const authors = await authorsAtGitHub(at.access, releaseOf(last), previous, at.effects);
    expect(authors).toEqual(expect.arrayContaining(["anna-of-acme", "berta", "dora"]));
    expect(at.github.requests).toHaveLength(3);
  });

  test("nothing is known without a token, and a GitHub that is down says so", async () => {
    await using at = await desk();
    const last = await at.repository.commit("main", { a: "2" }, { author: anna, committer: anna });
    const brought = { folder: at.repository.folder, release: releaseOf(last), previous: undefined, approvals: [] };
    expect(await authorsHere(brought, inWorkflow(at, false))).toBeUndefined();
    at.github.order({ times: 99, fault: faults.unavailable(500) });
    await expect(authorsHere(brought, inWorkflow(at))).rejects.toThrow();
  });
});

describe("a team", () => {
  const platform = (teams: PlatformModel["document"]["teams"]): Pick<PlatformModel, "document"> => ({
    document: {
      apiVersion: "towpath.dev/v1",
      kind: "Platform",
      metadata: { name: "acme" },
      environments: {},
      ...(teams ? { teams } : {}),
    },
  });

  test("has the members that the platform lists, else those that GitHub does", async () => {
    await using at = await desk();
    at.github.addTeam({ org: "acme", slug: "checkout", members: ["anna", "berta"] });
    const teams = {
      listed: { members: ["@carla"], github: "@acme/checkout" },
      far: { github: "@acme/checkout" },
      none: {},
    };
    const members = await membersHere(platform(teams), ["listed", "far", "none", "gone"], inWorkflow(at));
    expect([members("listed"), members("far"), members("none"), members("gone"), members("constructor")]).toEqual([
      ["@carla"],
      ["anna", "berta"],
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("of GitHub's is asked with a token of its own, where there is one", async () => {
    await using at = await desk();
    at.github.addTeam({ org: "acme", slug: "checkout", members: ["anna"] });
    const known = async (TOWPATH_GITHUB_TEAMS_TOKEN: string) => {
      const effects = inWorkflow(at);
      const variables = { ...effects.variables, TOWPATH_GITHUB_TEAMS_TOKEN };
      const of = await membersHere(platform({ far: { github: "@acme/checkout" } }), ["far"], { ...effects, variables });
      return of("far");
    };
    expect(await known("")).toEqual(["anna"]);
    await expect(known("nobodys")).rejects.toThrow();
  });

  test("of GitHub's is not known without a token", async () => {
    await using at = await desk();
    const members = await membersHere(platform({ far: { github: "@acme/checkout" } }), ["far"], inWorkflow(at, false));
    expect(members("far")).toBeUndefined();
  });
});
