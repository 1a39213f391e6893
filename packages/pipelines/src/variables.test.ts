import { loopbackGitHub } from "@towpath/testkit/github";
import { pushEvent, runWorkflow } from "@towpath/testkit/workflows";
import { expect, test } from "vitest";
import { jobOf, shownBy, TOWPATH } from "./testing/product-team.ts";

const WORKFLOW = ".github/workflows/one.yml";

/** A job whose steps show what they have of these lines. */
async function given(variables: string, secret: string) {
  await using github = await loopbackGitHub();
  const repository = await github.addRepository();
  await repository.commit("main", {
    [WORKFLOW]: `on: push
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - uses: towpath/towpath/.github/actions/variables@v1
        with: { variables: "\${{ vars.LINES }}", secrets: "\${{ secrets.LINES }}" }
      - run: env | grep '^OF_' | sort
      - run: echo "$OF_KEY \${#OF_KEY} $OF_FLAG"
`,
  });
  const ending = await runWorkflow({
    github,
    repository,
    event: await pushEvent(repository),
    workflow: WORKFLOW,
    repositories: { "towpath/towpath": TOWPATH },
    variables: { LINES: variables },
    secrets: { LINES: secret },
  });
  return { ending, steps: jobOf(ending, "one").steps };
}

test("lines become variables of the steps that follow, those of secrets unseen", async () => {
  const { steps, ending } = await given(
    "# where it is\n\nOF_PLACE=a=b<<EOF\r\nOF_LAST= blanks ",
    "OF_KEY=key-100%25-of-a-test\nOF_FLAG=true",
  );
  expect(steps[1]?.log.split("\n")).toEqual(["***", "***", "OF_LAST= blanks ", "OF_PLACE=a=b<<EOF"]);
  // A word that every log is full of is no secret.
  expect(steps[2]?.log).toBe("*** 20 true");
  expect(shownBy(ending)).not.toContain("of-a-test");
});

test.each([
  ["no pair at all", "TOKEN of-a-test"],
  ["a block of several lines", "OF_KEY<<END\nof-a-test\nEND"],
  ["what Node would run first", "NODE_OPTIONS=--require=of-a-test"],
])("%s ends the job before anything follows, and is not shown", async (_, lines) => {
  const { steps, ending } = await given("", lines);
  expect(ending.conclusion).toBe("failure");
  expect(steps[0]?.annotations[0]?.message).toMatch(/is not NAME=VALUE|Can't store NODE_OPTIONS/);
  expect(steps[1]?.conclusion).toBe("skipped");
  expect(shownBy(ending)).not.toContain("of-a-test");
});
