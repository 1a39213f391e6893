import { execFileSync } from "node:child_process";
import { PREDICATE_TYPES } from "@towpath/evidence";
import { loopbackGitHub } from "@towpath/testkit/github";
import { expect, test } from "vitest";
import { attestedService } from "../testing/attested-service.ts";
import { approve } from "../verbs/approve.ts";
import { build } from "../verbs/build.ts";
import { comply } from "../verbs/comply.ts";
import { deploy } from "../verbs/deploy.ts";
import { down } from "../verbs/down.ts";

const ANNA = { name: "anna", email: "anna@acme.example" };

/** A service whose repository GitHub knows, with a change of anna's that is not merged yet. */
async function reviewedService(gates: string) {
  const service = attestedService(gates);
  const github = await loopbackGitHub();
  github.addAccount({ login: "anna", type: "User" }, ANNA.email);
  const repository = await github.addRepository({ name: "shop", folder: service.folder });
  const effects = (who = "carla", key?: string) => {
    const { variables, ...rest } = service.as(who, key);
    const here = { GITHUB_REPOSITORY: "acme/shop", GITHUB_API_URL: github.url, TOWPATH_GITHUB_TOKEN: github.token };
    return { ...rest, variables: { ...variables, ...here } };
  };
  const mergeReviewed = async (): Promise<void> => {
    const people = { author: ANNA, committer: ANNA, by: "anna" };
    const head = await repository.commit("change", { "note.txt": "1" }, { from: "main", ...people });
    const { number } = await repository.openPull({ head: "change", login: "anna" });
    const account = { login: "berta", type: "User" } as const;
    const submitted = "2026-11-22T09:00:00Z";
    repository.reviews.push({ id: 1, pull: number, account, state: "APPROVED", commit: head, body: "", submitted });
    await repository.mergePull(number, { by: "carla", method: "squash" });
    execFileSync("git", ["reset", "--quiet", "--hard", "main"], { cwd: service.folder });
  };
  const end = async (): Promise<void> => {
    await down({}, service.as("end"));
    await github.close();
  };
  return { service, effects, mergeReviewed, [Symbol.asyncDispose]: end };
}

test("a gate that requires four eyes asks GitHub: a direct push is held back, a reviewed change goes out", async () => {
  await using known = await reviewedService("[review]");
  const ask = async () => {
    await build({}, known.effects());
    const { data } = await deploy({ isGatesOnly: true }, known.effects());
    return data?.gates.find(({ gate }) => gate === "evidence");
  };
  expect(await ask()).toMatchObject({ answer: "deny", reason: expect.stringMatching(/pushed directly/) });
  await known.mergeReviewed();
  expect(await ask()).toMatchObject({ answer: "allow" });
}, 60_000);

test("where nobody signs it is asked likewise, and the run after it says what went out, who reviewed it and what it passed", async () => {
  await using known = await reviewedService("[review], freeze: [{ from: 2026-12-20, to: 2027-01-03, zone: UTC }]");
  const { service } = known;
  let elapsed = 0;
  const now = () => new Date(Date.UTC(2026, 11, 24, 12) + elapsed++);
  const atChristmas = (who: string, key?: string) => {
    const effects = known.effects(who, key);
    return { ...effects, clock: { ...effects.clock, now } };
  };
  const bring = (overrideFreeze?: string) => deploy({ isSignedApart: true, overrideFreeze }, atChristmas("carla", ""));
  await build({ isSignedApart: true }, known.effects("carla", ""));
  const pushed = await bring();
  expect(pushed.data?.gates.find(({ gate }) => gate === "evidence")).toMatchObject({
    answer: "deny",
    reason: expect.stringMatching(/pushed directly/),
  });
  await known.mergeReviewed();
  await build({ isSignedApart: true }, known.effects("carla", ""));
  expect((await bring("prices are wrong")).data?.gates.find(({ gate }) => gate === "evidence")).toMatchObject({
    answer: "allow",
  });
  expect((await approve({}, atChristmas("berta", ""))).status).toBe("ok");
  expect(await bring()).toMatchObject({ status: "ok" });
  expect(await service.record().entries()).toEqual([]);

  const { data } = await comply({ isRecorded: true }, atChristmas("dora"));
  const kinds = Object.entries(PREDICATE_TYPES);
  const said = (await service.record().entries()).map(
    ({ predicateType }) => kinds.find(([, type]) => type === predicateType)?.[0],
  );
  expect(said).toEqual(["source-review", "deployment", "deployment", "exception", "deployment", "control-state"]);
  const stateOf = (id: string) => data?.report.controls.find((one) => one.id === id)?.state;
  expect([stateOf("change/four-eyes"), stateOf("change/exceptions-approved")]).toEqual(["held", "held"]);
}, 60_000);
