import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { choosePort } from "../ports/port.ts";
import { isRunning, newMarker } from "../processes/process-record.ts";
import { processesIn } from "../processes/processes-in.ts";
import { type LocalFixture, localFixture } from "../testing/local-fixture.ts";
import {
  ensureServer,
  lookForMachineServer,
  type MachineServer,
  type ServerManual,
  serverProcess,
  stopMachineServer,
} from "./machine-server.ts";

let local: LocalFixture;
let written: MachineServer;
let context: Parameters<typeof ensureServer>[2];

beforeEach(() => {
  local = localFixture();
  mkdirSync(local.home, { recursive: true });
  written = { marker: newMarker() };
  context = { ...local.step, folders: { ...local.folders, serverUser: undefined } };
});
afterEach(async () => {
  await stopMachineServer(written, local.step);
  await local.close();
});

const SERVER =
  "require('node:http').createServer((_, answer) => answer.end()).listen(Number(process.argv[1]), '127.0.0.1')";

function manual(script = SERVER, more: Partial<ServerManual> = {}): ServerManual {
  return {
    title: "A server",
    log: join(local.home, "server.log"),
    room: 1_000,
    patienceMs: 5_000,
    program: (port) => ({ file: process.execPath, args: ["-e", script, String(port)], folder: local.home }),
    answers,
    save: async (server) => {
      written = server;
    },
    ...more,
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get({ port, host: "127.0.0.1", timeout: 200 }, (answer) => {
      answer.resume();
      resolve(true);
    });
    asked.once("timeout", () => asked.destroy());
    asked.once("error", () => resolve(false));
  });
}

test("one that runs is gone on with, also where nobody wrote it down", async () => {
  const started = await ensureServer(written, manual(), context);
  expect(written).toMatchObject(started);
  expect(await ensureServer(written, manual(), context)).toEqual(started);
  written = { marker: written.marker, port: started.port };
  expect((await ensureServer(written, manual(), context)).process.pid).toBe(started.process.pid);
  expect(written.process?.pid).toBe(started.process.pid);
  expect(await lookForMachineServer(written, manual(), 1_000, local.step)).toMatchObject({ isAnswering: true });
});

test("one that was killed is started on its port again, and a look starts nothing", async () => {
  const { port, process: before } = await ensureServer(written, manual(), context);
  process.kill(before.pid, "SIGKILL");
  await vi.waitFor(() => expect(isRunning(before)).toBe(false));
  expect(await lookForMachineServer(written, manual(), 1_000, local.step)).toBeUndefined();
  expect((await ensureServer(written, manual(), context)).port).toBe(port);
});

test("one that hangs is said to be there, and is replaced by one on its port", async () => {
  const { port, process: hanging } = await ensureServer(written, manual(), context);
  const deaf = manual(SERVER, { patienceMs: 300, answers: async () => !isRunning(hanging) && answers(port) });
  const seen = await lookForMachineServer(written, deaf, 100, local.step);
  expect(seen).toMatchObject({ isAnswering: false, process: { pid: hanging.pid } });
  const replaced = await ensureServer(written, { ...deaf, patienceMs: 5_000 }, context);
  expect(replaced.port).toBe(port);
  expect(replaced.process.pid).not.toBe(hanging.pid);
  expect(isRunning(hanging)).toBe(false);
});

test("one that never answers is ended, and that is said", async () => {
  const mute = manual("setInterval(() => {}, 1000)", { patienceMs: 300 });
  await expect(ensureServer(written, mute, context)).rejects.toMatchObject({
    code: "engine-local/server-not-started",
    message: expect.stringContaining("A server does not start: it does not answer."),
  });
  expect(serverProcess(written)).toBeUndefined();
  expect(processesIn(local.home)).toEqual([]);
});

test("a port that somebody took is left to them, and that is said", async () => {
  const port = await choosePort();
  const taker = createServer((socket) => socket.destroy()).listen(port, "127.0.0.1");
  await once(taker, "listening");
  try {
    const moved = await ensureServer({ ...written, port }, manual(), context);
    expect(moved.port).not.toBe(port);
    expect(local.notices).toEqual([
      `Port ${port} is taken by another program: A server listens on ${moved.port} from now on.`,
    ]);
  } finally {
    taker.close();
  }
});

test("one whose port is gone at the last moment tries another", async () => {
  let tries = 0;
  const script = "console.error('bind: Address already in use'); process.exit(1)";
  const late = manual(undefined, {
    program: (port) => {
      tries += 1;
      return { file: process.execPath, args: ["-e", tries === 1 ? script : SERVER, String(port)], folder: local.home };
    },
  });
  expect(await answers((await ensureServer(written, late, context)).port)).toBe(true);
  expect(tries).toBe(2);
});

test("one that ends at once says why, by its log, and only by this start's", async () => {
  const failing = (why: string) => manual(`console.error(${JSON.stringify(why)}); process.exit(1)`);
  await expect(ensureServer(written, failing("first reason"), context)).rejects.toThrow(/first reason/);
  const again = ensureServer(written, failing("No space left on device"), context);
  await expect(again).rejects.toMatchObject({
    code: "engine-local/disk-full",
    message: expect.not.stringContaining("first reason"),
  });
});

test("a disk without room is named before anything is started", async () => {
  const greedy = manual(SERVER, { room: 1e18 });
  await expect(ensureServer(written, greedy, context)).rejects.toMatchObject({ code: "engine-local/disk-full" });
  expect(processesIn(local.home)).toEqual([]);
});
