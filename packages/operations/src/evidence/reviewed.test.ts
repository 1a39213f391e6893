import { execFileSync } from "node:child_process";
import { loopbackGitHub } from "@towpath/testkit/github";
import { expect, test } from "vitest";
import { attestedService } from "../testing/attested-service.ts";
import { build } from "../verbs/build.ts";
import { deploy } from "../verbs/deploy.ts";

const ANNA = { name: "anna", email: "anna@acme.example" };

test("a gate that requires four eyes asks GitHub: a direct push is held back, a reviewed change goes out", async () => {
  const service = attestedService("[review]");
  await using github = await loopbackGitHub();
  github.addAccount({ login: "anna", type: "User" }, ANNA.email);
  const repository = await github.addRepository({ name: "shop", folder: service.folder });
  const effects = () => {
    const { variables, ...rest } = service.as("carla");
    const here = { GITHUB_REPOSITORY: "acme/shop", GITHUB_API_URL: github.url, TOWPATH_GITHUB_TOKEN: github.token };
    return { ...rest, variables: { ...variables, ...here } };
  };
  const ask = async () => {
    await build({}, effects());
    const { data } = await deploy({ isGatesOnly: true }, effects());
    return data?.gates.find(({ gate }) => gate === "evidence");
  };
  expect(await ask()).toMatchObject({ answer: "deny", reason: expect.stringMatching(/pushed directly/) });

  const head = await repository.commit(
    "change",
    { "note.txt": "1" },
    { from: "main", author: ANNA, committer: ANNA, by: "anna" },
  );
  const { number } = await repository.openPull({ head: "change", login: "anna" });
  const merge = async () => {
    await repository.mergePull(number, { by: "carla", method: "squash" });
    execFileSync("git", ["reset", "--quiet", "--hard", "main"], { cwd: service.folder });
  };
  const account = { login: "berta", type: "User" } as const;
  const submitted = "2026-11-22T09:00:00Z";
  repository.reviews.push({ id: 1, pull: number, account, state: "APPROVED", commit: head, body: "", submitted });
  await merge();
  expect(await ask()).toMatchObject({ answer: "allow" });
}, 60_000);
