import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Program } from "../program/program.ts";
import { childVariables } from "./child-variables.ts";
import { fakeProgram, notices, temporaryFolder, testRun } from "./testing/test-run.ts";

const quick = { graceMs: 1_500, lastMs: 500 };

function abortWhen(isTime: () => boolean): AbortController {
  const controller = new AbortController();
  const timer = setInterval(() => {
    if (!isTime()) return;
    clearInterval(timer);
    controller.abort();
  }, 20);
  return controller;
}

test("one interrupt, and the time to finish", async () => {
  const folder = temporaryFolder();
  const program = fakeProgram(`
trap 'echo "Interrupt received."; echo one >>interrupts; sleep 4; echo done >written; exit 1' INT
touch ready
i=0; while [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done`);
  const { signal } = abortWhen(() => existsSync(join(folder, "ready")));
  const { result, events } = await testRun(program, { folder, signal, limits: { graceMs: 60_000 } });
  expect(result).toMatchObject({ exitCode: 1, isCancelled: true });
  expect(readFileSync(join(folder, "interrupts"), "utf8")).toBe("one\n");
  expect(existsSync(join(folder, "written"))).toBe(true);
  expect(notices(events)).toEqual([
    "Terraform 1.11.4 is asked to stop: it finishes the step that it is in and writes its state, for at most a minute.",
  ]);
});

test("a program that takes no interrupt is killed in the end", async () => {
  const folder = temporaryFolder();
  const program = fakeProgram("trap '' INT; touch ready; while true; do sleep 0.1; done");
  const { signal } = abortWhen(() => existsSync(join(folder, "ready")));
  const { result, events } = await testRun(program, { folder, signal, limits: quick });
  expect(result).toMatchObject({ exitCode: 1, isCancelled: true });
  expect(notices(events)).toEqual([
    expect.stringContaining("is asked to stop"),
    "Terraform 1.11.4 has not stopped in 2 seconds: it is told to end at once.",
    "Terraform 1.11.4 did not end: it is killed.",
  ]);
});

test("a script that has started the program, and keeps interrupts from it, does not stand in the way", async () => {
  const folder = temporaryFolder();
  const inner = fakeProgram("trap 'echo heard >heard; exit 1' INT; touch ready; while true; do sleep 0.1; done");
  const { signal } = abortWhen(() => existsSync(join(folder, "ready")));
  const { result } = await testRun(fakeProgram(`'${inner.path}'`), { folder, signal, limits: quick });
  expect(result.isCancelled).toBe(true);
  expect(existsSync(join(folder, "heard"))).toBe(true);
});

test("a program that takes too long is stopped in the same way", async () => {
  const program = fakeProgram("trap 'exit 1' INT; while true; do sleep 0.05; done");
  const { result, events } = await testRun(program, { limits: { ...quick, timeMs: 300 } });
  expect(result).toMatchObject({ exitCode: 1, isCancelled: false, timedOutAfterMs: 300 });
  expect(notices(events)[0]).toContain("is asked to stop after a second");
});

test("what has ended well in spite of an interrupt is done", async () => {
  const folder = temporaryFolder();
  const program = fakeProgram("trap 'exit 0' INT; touch ready; while true; do sleep 0.05; done");
  const { signal } = abortWhen(() => existsSync(join(folder, "ready")));
  const { result } = await testRun(program, { folder, signal });
  expect(result).toMatchObject({ exitCode: 0, isCancelled: false });
});

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("with Terraform", () => {
  let program: Program;
  let provider: Awaited<ReturnType<typeof startProvider>>;
  beforeAll(async () => {
    program = { path: terraformHere() ?? "", product: "terraform", version: "1.11.4" };
    provider = await startProvider();
  });
  afterAll(() => provider.close());

  test("a thing that is being made is made, and is in the state", async () => {
    const folder = temporaryFolder();
    const root = {
      terraform: { required_providers: { memory: { source: "towpath/memory" } } },
      resource: {
        memory_thing: { first: { name: "first", size: 1 }, second: { name: "${memory_thing.first.id}-2", size: 1 } },
      },
    };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(root));
    const variables = { ...childVariables(process.env, []), ...provider.variables };
    const run = (args: readonly string[], signal?: AbortSignal) =>
      testRun(program, { folder, variables, args, ...(signal ? { signal } : {}) });
    expect((await run(["init", "-json", "-input=false"])).result.exitCode).toBe(0);
    // Longer than a program is given to say that it was interrupted.
    await provider.order({ kind: "slow", call: "create", ms: 4_500 });
    const { signal } = abortWhen(() => callsTo(provider.folder).some((call) => call.startsWith("create")));
    const { result, messages } = await run(["apply", "-json", "-auto-approve", "-input=false"], signal);
    expect(result).toMatchObject({ isCancelled: true });
    const state: { resources: readonly { name: string; instances: readonly { status?: string }[] }[] } = JSON.parse(
      readFileSync(join(folder, "terraform.tfstate"), "utf8"),
    );
    expect(state.resources.map(({ name, instances }) => [name, instances[0]?.status])).toEqual([["first", undefined]]);
    expect(messages.some((message) => message.type === "apply_complete" && message.resource.name === "first")).toBe(
      true,
    );
  });
});

function callsTo(folder: string): readonly string[] {
  const file = join(folder, "calls");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
}
