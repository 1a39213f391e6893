import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@towpath/core";
import type { Context, LogLine, RunnableRelease, Step, Target, WorkloadHost } from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { choosePort } from "../ports/port.ts";
import { livingProcess } from "../processes/process-table.ts";
import { startDetached } from "../processes/start-detached.ts";
import { localWorkloadHost } from "./local-workload-host.ts";
import {
  containerOf,
  contextOf,
  PASSWORD,
  releaseOf,
  SERVER,
  targetOf,
  text,
  workloadOf,
} from "./testing/local-service.ts";

const LONG = Boolean(process.env["TOWPATH_LONG"]);
let folder: string;
let host: WorkloadHost;
let port: number;
let target: Target;
const strangers: Server[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "towpath with spaces "));
  host = localWorkloadHost({ folder, drainMs: 1_000, stopGraceMs: 500, lockWaitMs: 10_000 });
  port = await choosePort();
  target = targetOf([workloadOf({ port })]);
});
afterEach(async () => {
  await host.stop(target, contextOf());
  for (const stranger of strangers.splice(0)) await new Promise((resolve) => stranger.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const go = async () => "go" as const;
const roll = (release: RunnableRelease, of = target, context: Context = contextOf()) =>
  host.roll(of, release, "rolling", go, context);
const get = async (path = "/", at = port) => {
  const response = await fetch(`http://127.0.0.1:${at}${path}`);
  return { status: response.status, digest: response.headers.get("towpath-digest"), body: await response.text() };
};
const servingPid = async () => Number((await get("/pid")).body);
const recordFile = () => join(folder, "workloads", "orders", "dev", "main", "workload.json");
const record = () => JSON.parse(readFileSync(recordFile(), "utf8"));
const isLiving = (pid: number) => livingProcess(pid) !== undefined;
const kill = async (pid: number) => {
  process.kill(pid, "SIGKILL");
  await vi.waitFor(() => expect(isLiving(pid)).toBe(false));
};

describe("rolling out", () => {
  test("a first release is reached at the manifest's port and says who it is", async () => {
    const release = releaseOf("1.0.0");
    const rollout = await roll(release);
    expect(rollout).toMatchObject({
      status: "done",
      workloads: [{ status: "done", address: `http://127.0.0.1:${port}`, artifact: release.artifact.digest }],
    });
    expect(await get()).toEqual({ status: 200, digest: release.artifact.digest, body: "1.0.0" });
    const [instance] = await host.current(target, contextOf());
    expect(instance).toMatchObject({
      workload: "workloads.main",
      artifact: release.artifact.digest,
      status: "healthy",
    });
  });

  test("the same again changes nothing, whoever asks", async () => {
    await roll(releaseOf("1.0.0"));
    const pid = await servingPid();
    const gate = vi.fn(go);
    const again = localWorkloadHost({ folder });
    const rollout = await again.roll(target, releaseOf("1.0.0"), "rolling", gate, contextOf());
    expect([rollout.status, await servingPid()]).toEqual(["unchanged", pid]);
    expect(gate).not.toHaveBeenCalled();
  });

  test("a change of variables alone rolls too", async () => {
    await roll(releaseOf("1.0.0"));
    const pid = await servingPid();
    const changed = workloadOf({
      port,
      containers: [containerOf({ variables: { ...containerOf().variables, GREETING: text("good day") } })],
    });
    expect((await roll(releaseOf("1.0.0"), targetOf([changed]))).status).toBe("done");
    expect(await servingPid()).not.toBe(pid);
    expect(isLiving(pid)).toBe(false);
  });

  test("no request fails while releases come and go", async () => {
    await roll(releaseOf("0"));
    let isOver = false;
    const seen = new Map<string, number>();
    const visit = async (path: string, init: RequestInit) => {
      while (!isOver) {
        const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
        expect(response.status).toBe(200);
        const digest = response.headers.get("towpath-digest") ?? "";
        await response.text();
        seen.set(digest, (seen.get(digest) ?? 0) + 1);
      }
    };
    const visitors = [
      ...Array.from({ length: 6 }, () => visit("/", {})),
      ...Array.from({ length: 2 }, () => visit("/echo", { method: "POST", body: "x".repeat(100_000) })),
      visit("/slow", {}),
    ];
    const failed = Promise.all(visitors).then(() => undefined);
    const rolls = LONG ? 30 : 5;
    for (let version = 1; version <= rolls; version += 1) {
      const rollout = await Promise.race([roll(releaseOf(String(version))), failed]);
      expect(rollout?.status).toBe("done");
    }
    isOver = true;
    await failed;
    expect(seen.size).toBe(rolls + 1);
  }, 240_000);

  test("the steps are asked for in their order; each can say no, and the former release serves on", async () => {
    const steps: string[] = [];
    const watch = async ({ kind }: Step) => {
      steps.push(kind);
      return "go" as const;
    };
    await host.roll(target, releaseOf("1"), "rolling", watch, contextOf());
    expect(steps).toEqual(["migrate", "start", "expose", "drain"]);
    const pid = await servingPid();
    for (const refused of steps) {
      const gate = async ({ kind }: Step) => (kind === refused ? ("abort" as const) : ("go" as const));
      const rollout = await host.roll(target, releaseOf("2"), "rolling", gate, contextOf());
      expect([rollout.status, rollout.workloads[0]?.message]).toEqual([
        "aborted",
        `It was refused before the step "${refused}".`,
      ]);
      expect([await servingPid(), (await host.current(target, contextOf())).length]).toEqual([pid, 1]);
    }
    const thrown = new Error("the migration failed");
    await expect(host.roll(target, releaseOf("2"), "rolling", () => Promise.reject(thrown), contextOf())).rejects.toBe(
      thrown,
    );
    expect(await servingPid()).toBe(pid);
  });

  test("recreate ends the former one first, and brings it back when the new one fails", async () => {
    await host.roll(target, releaseOf("1"), "recreate", go, contextOf());
    const pid = await servingPid();
    const gate = async ({ kind }: Step) => {
      if (kind === "expose") expect([isLiving(pid), (await get()).status]).toEqual([false, 503]);
      return "go" as const;
    };
    expect((await host.roll(target, releaseOf("2"), "recreate", gate, contextOf())).status).toBe("done");
    const broken = releaseOf("3", "process.exit(1)");
    expect((await host.roll(target, broken, "recreate", go, contextOf())).status).toBe("failed");
    expect(await get()).toMatchObject({ status: 200, body: "2" });
  });

  test("several workloads move together or not at all", async () => {
    const other = workloadOf({ address: "workloads.admin", name: "admin", port: await choosePort() });
    const both = targetOf([other, workloadOf({ port })]);
    await roll(releaseOf("1"), both);
    const broken = { ...other, containers: [containerOf({ run: "exit 7" })] };
    const rollout = await roll(releaseOf("2"), targetOf([workloadOf({ port }), broken]));
    expect(rollout.workloads.map(({ status }) => status)).toEqual(["aborted", "failed"]);
    expect([(await get()).body, (await get("/", other.port)).body]).toEqual(["1", "1"]);

    const context = contextOf();
    await roll(releaseOf("2"), target, context); // the manifest names the other one no more
    expect((await host.current(target, contextOf())).map(({ workload }) => workload)).toEqual(["workloads.main"]);
    await expect(get("/", other.port)).rejects.toThrow();
  });
});

test("a workload that cannot be undone keeps no other from it", async () => {
  const other = workloadOf({ address: "workloads.admin", name: "admin", port: await choosePort() });
  const both = targetOf([other, workloadOf({ port })]);
  await roll(releaseOf("1"), both);
  const admin = () =>
    JSON.parse(readFileSync(join(folder, "workloads", "orders", "dev", "admin", "workload.json"), "utf8"));
  let written = "";
  let begun = 0;
  const gate = async ({ kind }: Step) => {
    if (kind !== "expose") return "go" as const;
    begun = admin().starting.process.pid;
    written = readFileSync(recordFile(), "utf8");
    rmSync(recordFile());
    mkdirSync(recordFile()); // what is undone first cannot be written down
    return "abort" as const;
  };
  const rollout = await host.roll(both, releaseOf("2"), "rolling", gate, contextOf());
  rmSync(recordFile(), { recursive: true });
  writeFileSync(recordFile(), written);
  expect(rollout.status).toBe("aborted");
  expect(rollout.workloads[1]?.message).toMatch(/refused before.*could not be undone/);
  expect(isLiving(begun)).toBe(false);
  expect(admin().starting).toBeUndefined();
  expect((await roll(releaseOf("2"), both)).status).toBe("done");
});

describe("a release that is no good", () => {
  test.each([
    [
      "crashes at its start",
      'console.log(process.env.DATABASE_URL); throw new Error("no such table")',
      /process ended/,
      /no such table/,
    ],
    [
      "never listens",
      "setInterval(() => {}, 1000); console.log('waiting for Godot')",
      /listens.*variable PORT/s,
      /Godot/,
    ],
    [
      "answers with errors",
      `${SERVER.replace("response.end(version);", "response.writeHead(500).end();")} listen();`,
      /answers 500/,
      /listening/,
    ],
    ["hangs", `${SERVER.replace("response.end(version);", "")} listen();`, /no answer within 300 ms/, /listening/],
  ])("one that %s is not exposed, and the former one serves on", async (_, code, why, log) => {
    await roll(releaseOf("good"));
    const health = { path: "/healthz", intervalMs: 50, timeoutMs: 300, graceMs: 2_500 };
    const rollout = await roll(releaseOf("bad", code), targetOf([workloadOf({ port, health })]));
    expect(rollout.status).toBe("failed");
    expect(rollout.workloads[0]?.message).toMatch(why);
    expect(rollout.workloads[0]?.logTail.join("\n")).toMatch(log);
    expect(JSON.stringify(rollout)).not.toContain(PASSWORD);
    expect((await get()).body).toBe("good");
    expect(await host.current(target, contextOf())).toHaveLength(1);
    expect((await roll(releaseOf("good"))).status).toBe("unchanged");
  });

  test("one that is the first leaves nothing behind", async () => {
    const rollout = await roll(releaseOf("bad", "process.exit(1)"));
    expect(rollout.status).toBe("failed");
    await expect(get()).rejects.toThrow();
    expect(await host.current(target, contextOf())).toEqual([]);
  });

  test("a slow start has its grace", async () => {
    const rollout = await roll(releaseOf("slow", `${SERVER} setTimeout(listen, 700);`));
    expect([rollout.status, (await get()).body]).toEqual(["done", "slow"]);
  });

  test("one that ignores SIGTERM is killed when its time is over", async () => {
    await roll(
      releaseOf("stubborn", `${SERVER} process.removeAllListeners("SIGTERM").on("SIGTERM", () => {}); listen();`),
    );
    const pid = await servingPid();
    expect((await roll(releaseOf("next"))).status).toBe("done");
    expect(isLiving(pid)).toBe(false);
  });

  test("requests in flight are answered, also by a service that ends at once when it is told to", async () => {
    const abrupt = releaseOf("abrupt", `${SERVER.replace(/process.on[(]"SIGTERM".*/, "")} listen();`);
    await roll(abrupt);
    const slow = get("/slow");
    await roll(releaseOf("next"));
    expect(await slow).toMatchObject({ status: 200, body: "abrupt", digest: abrupt.artifact.digest });
  });

  test("a request without an end does not hold up a deployment for ever", async () => {
    await roll(releaseOf("1", `${SERVER.replace("}, 300)", "}, 60_000)").replace(", 300)", ", 60_000)")} listen();`));
    const endless = get("/slow");
    await vi.waitFor(async () => expect((await get()).status).toBe(200));
    expect((await roll(releaseOf("2"))).status).toBe("done");
    expect((await endless).status).toBe(502);
  });

  test("an interrupted start is undone", async () => {
    await roll(releaseOf("1"));
    const controller = new AbortController();
    const gate = async ({ kind }: Step) => {
      if (kind === "start") setTimeout(() => controller.abort(new Error("Ctrl-C")), 200);
      return "go" as const;
    };
    const never = releaseOf("2", "setInterval(() => {}, 1000)");
    const rollout = await host.roll(target, never, "rolling", gate, contextOf({ signal: controller.signal }));
    expect(rollout.status).toBe("cancelled");
    expect([(await get()).body, (await host.current(target, contextOf())).length]).toEqual(["1", 1]);
  });

  test.each([
    ["worker", "rolling", /is a worker/],
    ["job", "rolling", /is a job/],
    ["server", "canary", /no canary rollout/],
  ] as const)("a %s with %s is refused by name before anything is touched", async (kind, strategy, why) => {
    const refused = host.roll(targetOf([workloadOf({ kind })]), releaseOf("1"), strategy, go, contextOf());
    await expect(refused).rejects.toThrow(why);
    await expect(refused).rejects.toMatchObject({ kind: "user", place: { file: "towpath.yaml" } });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("what comes from outside", () => {
  test("a port that is taken is passed over, and said", async () => {
    const stranger = createServer((_, response) => response.end("a stranger"));
    strangers.push(stranger);
    await new Promise<void>((resolve) => stranger.listen(port, "127.0.0.1", resolve));
    const { workloads } = await roll(releaseOf("1"));
    const address = workloads[0]?.address ?? "";
    expect(address).not.toContain(`:${port}`);
    expect(await (await fetch(address)).text()).toBe("1");
    const [instance] = await host.current(target, contextOf());
    expect(instance?.details["port"]).toContain(`${port} was taken`);
    expect((await roll(releaseOf("2"))).workloads[0]?.address).toBe(address);
  });

  test("a kept port that a stranger took meanwhile is given up, and said", async () => {
    await roll(releaseOf("1"));
    await host.stop(target, contextOf());
    const stranger = createServer((_, response) => response.end("a stranger"));
    strangers.push(stranger);
    await new Promise<void>((resolve) => stranger.listen(port, "127.0.0.1", resolve));
    const context = contextOf();
    const { workloads } = await roll(releaseOf("1"), target, context);
    expect(await (await fetch(workloads[0]?.address ?? "")).text()).toBe("1");
    const message = expect.stringMatching(
      new RegExp(`Port ${port} of 127.0.0.1 is taken; workloads.main is reached at`),
    );
    expect(context.seen).toContainEqual({ type: "notice", message });
  });

  test("another port in the manifest moves the address", async () => {
    await roll(releaseOf("1"));
    const other = await choosePort();
    const { workloads } = await roll(releaseOf("1"), targetOf([workloadOf({ port: other })]));
    expect(workloads[0]?.address).toBe(`http://127.0.0.1:${other}`);
    expect((await get("/", other)).body).toBe("1");
    await expect(get()).rejects.toThrow();
  });

  test("a proxy that was killed comes back on its port, serving what it served", async () => {
    await roll(releaseOf("1"));
    await kill(record().proxy.process.pid);
    await expect(get()).rejects.toThrow();
    const before = readFileSync(recordFile(), "utf8");
    expect(await host.current(target, contextOf())).toMatchObject([
      { status: "unhealthy", details: { problem: "its proxy does not run" } },
    ]);
    await expect(get()).rejects.toThrow(); // a look starts nothing
    expect(readFileSync(recordFile(), "utf8")).toBe(before);
    expect((await roll(releaseOf("1"))).status).toBe("unchanged");
    expect((await get()).body).toBe("1");
  });

  test("a service that was killed is seen, and started by the same command", async () => {
    await roll(releaseOf("1"));
    await kill(await servingPid());
    expect(await host.current(target, contextOf())).toMatchObject([{ status: "stopped" }]);
    expect((await get()).status).toBe(502);
    expect((await roll(releaseOf("1"))).status).toBe("done");
    expect((await get()).body).toBe("1");
  });

  test("a start that was intended and never written down is found and ended", async () => {
    await roll(releaseOf("1"));
    const log = join(folder, "log");
    const unseen = await startDetached({ file: "/bin/sleep", args: ["60"], folder, variables: {}, logFile: log });
    const { serving, ...rest } = record();
    const { process: _, ...intended } = { ...serving, marker: unseen.marker };
    writeFileSync(recordFile(), JSON.stringify({ ...rest, serving, starting: intended }));
    expect((await roll(releaseOf("1"))).status).toBe("unchanged");
    expect([isLiving(unseen.pid), record().starting]).toEqual([false, undefined]);
    writeFileSync(recordFile(), JSON.stringify({ ...rest, serving, starting: { ...intended, process: unseen } }));
    expect((await host.current(target, contextOf())).map(({ status }) => status)).toEqual(["healthy", "stopped"]);
  });

  test("a proxy's start that was cut off leaves no token behind", async () => {
    await roll(releaseOf("1"));
    const { proxy, ...rest } = record();
    await kill(proxy.process.pid);
    const root = join(folder, "workloads", "orders", "dev", "main");
    writeFileSync(join(root, "proxy-cut-off.json"), JSON.stringify({ token: "of the start that was cut off" }));
    writeFileSync(recordFile(), JSON.stringify({ ...rest, proxyMarker: "cut-off" }));
    await roll(releaseOf("1"));
    expect((await get()).body).toBe("1");
    expect(readdirSync(root).filter((name) => name.startsWith("proxy-"))).toEqual([]);
  });

  test("a record that is damaged is named, with what to do", async () => {
    await roll(releaseOf("1"));
    const whole = readFileSync(recordFile(), "utf8");
    writeFileSync(recordFile(), whole.slice(0, -20));
    await expect(roll(releaseOf("1"))).rejects.toMatchObject({ code: "engine-local/record-damaged" });
    writeFileSync(recordFile(), whole);
  });

  test("of two rolls at once one waits for the other", async () => {
    const context = contextOf();
    const [first, second] = await Promise.all([roll(releaseOf("1")), roll(releaseOf("2"), target, context)]);
    expect([first.status, second.status]).toEqual(["done", "done"]);
    const impatient = localWorkloadHost({ folder, lockWaitMs: 0 });
    const gate = async ({ kind }: Step) => {
      if (kind === "start")
        await expect(impatient.roll(target, releaseOf("4"), "rolling", go, contextOf())).rejects.toThrow(
          /being changed by anna/,
        );
      return "go" as const;
    };
    expect((await host.roll(target, releaseOf("3"), "rolling", gate, contextOf())).status).toBe("done");
    expect(await host.current(target, contextOf())).toHaveLength(1);
  });
});

describe("secrets", () => {
  test("are in no file that is ours, and files are for their user alone", async () => {
    await roll(releaseOf("1"));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(4);
    for (const { parentPath, name } of files) {
      const file = join(parentPath, name);
      expect(readFileSync(file, "utf8"), file).not.toContain(PASSWORD);
      if (!file.includes("releases")) expect(statSync(file).mode & 0o077, file).toBe(0);
    }
    expect(statSync(join(folder, "workloads")).mode & 0o077).toBe(0);
  });

  test("a changed secret rolls; its digest cannot be guessed without the key", async () => {
    await roll(releaseOf("1"));
    const { configuration } = record().serving;
    const outputs = async () => new Secret("another-password");
    expect((await roll(releaseOf("1"), target, contextOf({ outputs }))).status).toBe("done");
    const other = localWorkloadHost({ folder: join(folder, "other machine") });
    await other.roll(target, releaseOf("1"), "rolling", go, contextOf());
    const elsewhere = join(folder, "other machine", "workloads", "orders", "dev", "main", "workload.json");
    expect(JSON.parse(readFileSync(elsewhere, "utf8")).serving.configuration).not.toBe(configuration);
    await other.stop(target, contextOf());
  });
});

describe("stopping", () => {
  test("ends everything, keeps the port, and can be repeated", async () => {
    await roll(releaseOf("1"));
    const pids = [await servingPid(), record().proxy.process.pid];
    expect(await host.stop(target, contextOf())).toMatchObject([{ status: "stopped", workload: "workloads.main" }]);
    expect(pids.filter(isLiving)).toEqual([]);
    expect(await host.stop(target, contextOf())).toEqual([]);
    expect(await host.current(target, contextOf())).toEqual([]);
    expect(record().port).toBe(port);
    expect((await roll(releaseOf("1"))).workloads[0]?.address).toBe(`http://127.0.0.1:${port}`);
  });
});

describe("logs", () => {
  const chatty = (word: string) =>
    releaseOf(
      word,
      `${SERVER} for (let i = 0; i < 5; i++) console.log("${word} " + i);
    console.log(process.env.DATABASE_URL); listen();`,
    );
  const all = async (query: { tail?: number }) => {
    const lines: LogLine[] = [];
    for await (const line of host.logs(target, { ...query, follow: false }, contextOf())) lines.push(line);
    return lines;
  };

  test("the last lines reach back across releases, without secrets", async () => {
    await roll(chatty("one"));
    await roll(chatty("two"));
    const lines = await all({ tail: 9 });
    const own = ["two 0", "two 1", "two 2", "two 3", "two 4", "postgres://orders:***@127.0.0.1/orders", "listening"];
    expect(lines.map((line) => line.text)).toEqual(["postgres://orders:***@127.0.0.1/orders", "listening", ...own]);
    expect(new Set(lines.map(({ instance }) => instance)).size).toBe(2);
    expect((await all({})).map((line) => line.text).slice(0, 2)).toEqual(["one 0", "one 1"]);
    expect(await all({ tail: 0 })).toEqual([]);
  });

  test("they are followed into the next release until told to end", async () => {
    await roll(chatty("one"));
    const controller = new AbortController();
    const seen: string[] = [];
    const followed = (async () => {
      const query = { tail: 1, follow: true, workload: "workloads.main" };
      for await (const { text: line } of host.logs(target, query, contextOf({ signal: controller.signal })))
        seen.push(line);
    })();
    await vi.waitFor(() => expect(seen).toEqual(["listening"]));
    await roll(chatty("two"));
    await vi.waitFor(() => expect(seen).toContain("two 4"), { timeout: 5_000 });
    controller.abort();
    await followed;
  });
});
