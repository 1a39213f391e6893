import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { nodeClock, nodeEffects } from "@towpath/core";
import { down } from "@towpath/operations/down";
import { loopbackGitHub } from "@towpath/testkit/github";
import {
  type MachineSketch,
  pullRequestEvent,
  pushEvent,
  runWorkflow,
  type WorkflowEvent,
} from "@towpath/testkit/workflows";
import { describe, expect, test } from "vitest";
import { conclusions, explained, jobOf, TOWPATH } from "./testing/product-team.ts";

const WORKFLOW = ".github/workflows/towpath.yml";

/** The example as it is committed. */
function files(): Readonly<Record<string, string>> {
  const folder = join(TOWPATH, "examples/orders");
  const names = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: folder });
  const listed = names.toString("utf8").split("\0").filter(Boolean);
  return Object.fromEntries(listed.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Where packages come from on this machine. */
const PACKAGES = {
  npm_config_userconfig: join(homedir(), ".npmrc"),
  npm_config_cache: join(homedir(), ".npm"),
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(?:npm_config_(?:registry|cafile)|NODE_EXTRA_CA_CERTS)$/i.test(name),
    ),
  ),
};

/** A GitHub with the example, and what runs its workflow. */
async function exampleOn(machine: (scratch: string) => MachineSketch, workflow: (text: string) => string) {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "towpath-orders-")));
  const github = await loopbackGitHub();
  const repository = await github.addRepository();
  const all = files();
  await repository.commit("main", { ...all, [WORKFLOW]: workflow(all[WORKFLOW] ?? "") });
  return {
    scratch,
    repository,
    run: (event: WorkflowEvent) =>
      runWorkflow({
        github,
        repository,
        event,
        workflow: WORKFLOW,
        repositories: { "towpath/towpath": TOWPATH },
        runner: () => machine(scratch),
      }),
    [Symbol.asyncDispose]: async () => {
      await github.close();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

// Packages are installed and databases started several times over, which takes a minute.
describe.skipIf(!process.env["TOWPATH_LONG"])("the example's own workflow", () => {
  const LIMIT = 300_000;

  test(
    "on machines that are new each time",
    async () => {
      await using example = await exampleOn(
        (scratch) => ({ env: { ...PACKAGES, TOWPATH_HOME: mkdtempSync(join(scratch, "state-")) } }),
        (text) => text,
      );
      const { repository, run } = example;
      await repository.commit("topic", { "src/log.js": `${files()["src/log.js"]}\n` }, { from: "main" });
      const pull = await repository.openPull({ head: "topic" });
      const proposed = await run(await pullRequestEvent(repository, pull));
      expect(conclusions(proposed), explained(proposed)).toMatchObject({
        "towpath / check": "success",
        "towpath / plan": "success",
        "towpath / test orders": "success",
        "towpath / result": "success",
      });
      await repository.mergePull(pull.number);
      const merged = await run(await pushEvent(repository));
      expect(merged.conclusion, explained(merged)).toBe("success");
      expect(conclusions(merged)).toMatchObject({
        "towpath / orders / build": "success",
        "towpath / orders / test": "success",
        "towpath / orders / dev / provision": "skipped", // what is gone after the job keeps no database
        "towpath / orders / dev / deploy": "skipped",
      });
    },
    LIMIT,
  );

  test(
    "on a machine of the team's own, where it serves with its database",
    async () => {
      await using example = await exampleOn(
        (scratch) => ({ home: scratch, env: { ...PACKAGES, TOWPATH_HOME: join(scratch, "state") } }),
        (text) => text.replace(/^ {4}permissions:/m, "    with: { runner: self-hosted }\n$&"),
      );
      const { repository, run, scratch } = example;
      const ending = await run(await pushEvent(repository));
      try {
        expect(ending.conclusion, explained(ending)).toBe("success");
        const { steps } = jobOf(ending, "towpath / orders / dev / deploy / deploy");
        const deploy = steps.find(({ id }) => id === "deploy");
        expect(deploy?.outputs["verdict"]).toBe("succeeded");
        const answer = await fetch(new URL("/healthz", deploy?.outputs["url"]));
        expect(answer.status).toBe(200);
      } finally {
        const variables = { TOWPATH_HOME: join(scratch, "state"), PATH: process.env["PATH"] };
        const told = { signal: new AbortController().signal, events: () => {}, clock: nodeClock };
        await down({ isAll: true }, nodeEffects({ ...told, variables, folder: scratch }));
      }
    },
    LIMIT,
  );
});
