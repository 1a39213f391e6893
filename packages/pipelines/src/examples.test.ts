import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loopbackGitHub } from "@towpath/testkit/github";
import { runWorkflow } from "@towpath/testkit/workflows";
import { expect, test } from "vitest";
import { TOWPATH } from "./testing/product-team.ts";

const read = (path: string): string => readFileSync(join(TOWPATH, path), "utf8");

/** Those of the examples, and those that pages show as a whole. */
const WORKFLOWS: readonly (readonly [where: string, text: string])[] = [
  ...globSync("examples/*/.github/workflows/*.yml", { cwd: TOWPATH }).map((path) => [path, read(path)] as const),
  ...["README.md", ".github/workflows/README.md"].flatMap((page) =>
    [...read(page).matchAll(/^```yaml\n(name: .*?)^```$/gms)].map(
      ([, text = ""]) => [`${page}, ${text.split("\n")[0]}`, text] as const,
    ),
  ),
];

test("there are workflows to look at", () => expect(WORKFLOWS.length).toBeGreaterThan(6));

test.each(WORKFLOWS)(
  "GitHub would start %s: what it calls is there, and asks for no more than it may",
  async (_, text) => {
    await using github = await loopbackGitHub();
    const repository = await github.addRepository();
    const workflow = ".github/workflows/towpath.yml";
    const sha = await repository.commit("main", { [workflow]: text });
    // A workflow is read and found allowed as a whole before the event is looked at.
    const event = { name: "gollum", payload: {}, actor: "anna", ref: "refs/heads/main", sha };
    const repositories = { "towpath/towpath": TOWPATH };
    const ending = await runWorkflow({ github, repository, event, workflow, repositories });
    expect(ending.conclusion).toBe("not-triggered");
  },
);
