import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeClock, type ProgressEvent } from "@towpath/core";
import { startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { runningIn } from "./child-note.ts";
import { sweepWorkFolders } from "./sweep-work-folders.ts";
import { fakeProgram, notices, temporaryFolder } from "./testing/test-run.ts";
import { waitForRunning } from "./wait-for-running.ts";

function start(
  base: string,
  program: string,
  root: string,
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  const path = fileURLToPath(new URL("testing/applying-child.ts", import.meta.url));
  const args = ["--conditions=@towpath/source", "--no-warnings", path, base, program, root];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...variables },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Goes on until it was interrupted, and then for a second. */
const PATIENT = `
[ "$1" = init ] && exit 0
trap 'echo one >>interrupts; sleep 1; echo done >>interrupts; exit 1' INT
echo '{"type":"log","@message":"Interrupt received."}'
i=0; while [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done`;

test("a program whose starter is killed is interrupted once", async () => {
  const base = temporaryFolder();
  const child = start(base, fakeProgram(PATIENT).path, "{}");
  await printed(child, "log");
  const interrupts = () => readIfThere(join(base, readdirSync(base)[0] ?? "", "interrupts"));
  child.kill("SIGKILL");
  await expect.poll(interrupts, { timeout: 5_000 }).toBe("one\ndone\n");
});

test("one that was interrupted already is not interrupted a second time, which would end it in mid-step", async () => {
  const base = temporaryFolder();
  const child = start(base, fakeProgram(PATIENT).path, "{}");
  await printed(child, "log");
  const interrupts = () => readIfThere(join(base, readdirSync(base)[0] ?? "", "interrupts"));
  child.kill("SIGTERM");
  await expect.poll(interrupts, { timeout: 5_000 }).toBe("one\n");
  child.kill("SIGKILL");
  await expect.poll(interrupts, { timeout: 5_000 }).toBe("one\ndone\n");
});

test("what it still does is waited for, for a while", async () => {
  const base = temporaryFolder();
  const child = start(base, fakeProgram(PATIENT).path, "{}");
  await printed(child, "log");
  child.kill("SIGKILL");
  const folder = join(base, readdirSync(base)[0] ?? "");
  await expect.poll(() => readIfThere(join(folder, "interrupts")), { timeout: 5_000 }).toBe("one\n");
  const events: ProgressEvent[] = [];
  const pid = runningIn(folder) ?? 0;
  const context = {
    clock: nodeClock,
    signal: new AbortController().signal,
    events: (event: ProgressEvent) => events.push(event),
  };
  await expect(waitForRunning({ folder, pid }, context, 100)).rejects.toMatchObject({
    code: "engine-terraform/state-locked",
    hint: expect.stringContaining(`kill -INT ${pid}`),
  });
  const signal = AbortSignal.timeout(50);
  await expect(waitForRunning({ folder, pid }, { ...context, signal })).rejects.toMatchObject({ name: "TimeoutError" });
  await waitForRunning({ folder, pid }, context);
  expect(readIfThere(join(folder, "interrupts"))).toBe("one\ndone\n");
  const before = events.length;
  await waitForRunning({ folder, pid }, context);
  await waitForRunning({ folder: join(base, "gone"), pid }, context);
  expect(events.length).toBe(before);
  expect(notices(events)[0]).toBe(
    `The Terraform of a run that was killed still finishes its step (process ${pid}); this run waits for it.`,
  );
});

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("killed in mid-apply", () => {
  let provider: Awaited<ReturnType<typeof startProvider>>;
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.close());

  const root = {
    terraform: { required_providers: { memory: { source: "towpath/memory" } } },
    resource: {
      memory_thing: {
        first: { name: "first", size: 1 },
        second: { name: "${memory_thing.first.id}-2", size: 1 },
      },
    },
  };

  test("the program finishes its step, writes its state and ends; then its folder is swept", {
    timeout: 60_000,
  }, async () => {
    const base = temporaryFolder();
    await provider.order({ kind: "slow", call: "create", ms: 2_500 });
    const child = start(base, terraformHere() ?? "", JSON.stringify(root), provider.variables);
    await printed(child, "apply_start");
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    const [name = ""] = readdirSync(base);
    const folder = join(base, name);

    const rescued: string[] = [];
    const rescue = async (found: string) => void rescued.push(readFileSync(join(found, "terraform.tfstate"), "utf8"));
    const early = await sweepWorkFolders(base, rescue);
    expect(early.removed).toBe(0);
    expect(early.running).toEqual([{ folder, pid: expect.any(Number) }]);
    expect(existsSync(folder)).toBe(true);

    await expect
      .poll(() => sweepWorkFolders(base, rescue), { timeout: 20_000, interval: 100 })
      .toMatchObject({ removed: 1 });
    expect(readdirSync(base)).toEqual([]);
    const state: { resources: readonly { name: string }[] } = JSON.parse(rescued[0] ?? "");
    expect(rescued).toHaveLength(1);
    expect(state.resources.map((resource) => resource.name)).toEqual(["first"]);
    expect((await provider.things()).map(({ attributes }) => attributes["name"])).toEqual(["first"]);
  });
});

async function printed(child: ChildProcess, line: string): Promise<void> {
  let text = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.split("\n").includes(line)) resolve();
    });
    child.once("exit", () => reject(new Error(`It ended without ${line}: ${text}`)));
  });
}
