import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as httpRequest, type Server } from "node:http";
import { join } from "node:path";
import type { Digest } from "@towpath/core";
import type { Instance, JobResult, WorkloadHost } from "@towpath/provisioning";

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly artifact: Digest;
  readonly log: string[];
}

/** A small workload host for tests: real processes behind a real proxy on loopback, one workload. */
export interface ProcessHost extends WorkloadHost {
  /** Every step that was asked for, in order. */
  readonly steps: string[];
  readonly address: string;
  close(): Promise<void>;
}

/** @param asksToDrain whether it keeps what served before until it is let go */
export async function processHost(scratch: string, asksToDrain = true): Promise<ProcessHost> {
  const steps: string[] = [];
  let serving: Running | undefined;
  const proxy = createServer((from, to) => {
    if (!serving) {
      to.writeHead(503).end();
      return;
    }
    const { artifact, port } = serving;
    const forward = httpRequest({ host: "127.0.0.1", port, path: from.url, method: from.method }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, { ...answer.headers, "towpath-digest": artifact });
      answer.pipe(to);
    });
    forward.on("error", () => to.writeHead(502).end());
    from.pipe(forward);
  });
  const address = `http://127.0.0.1:${await listening(proxy)}`;

  const instanceOf = ({ child, artifact }: Running): Instance => ({
    workload: "workloads.main",
    id: String(child.pid),
    artifact,
    status: child.exitCode === null && child.signalCode === null ? "healthy" : "unhealthy",
    startedAt: "2026-01-01T00:00:00Z",
    address,
    details: {},
  });

  return {
    steps,
    address,
    accepts: new Set(["archive"]),
    strategies: new Set(["rolling", "recreate"]),
    current: async () => (serving ? [instanceOf(serving)] : []),
    async roll(_, release, __, gate, context) {
      const { digest } = release.artifact;
      const workload = "workloads.main";
      const end = (status: "done" | "aborted" | "failed" | "unchanged", message?: string, logTail: string[] = []) => ({
        status,
        workloads: [{ workload, status, artifact: digest, address, message, logTail }],
      });
      const ask = async (kind: "migrate" | "start" | "drain") => {
        steps.push(kind);
        return gate({ kind, workload });
      };
      if (serving?.artifact === digest) return end("unchanged");
      const folder = await mkdtemp(join(scratch, "release-"));
      await release.unpack(folder, context.signal);
      if ((await ask("migrate")) === "abort" || (await ask("start")) === "abort") return end("aborted", "refused");
      const started = await start(folder, digest);
      if (!(await becomesHealthy(started))) {
        await stop(started);
        return end("failed", "it did not become healthy", started.log.slice(-20));
      }
      steps.push("expose");
      if ((await gate({ kind: "expose", workload, weight: 100 })) === "abort") {
        await stop(started);
        return end("aborted", "refused");
      }
      const former = serving;
      serving = started;
      const takeBack = async () => {
        serving = former;
        await stop(started);
      };
      try {
        if (asksToDrain && (await ask("drain")) === "abort") {
          await takeBack();
          return end("aborted", "refused");
        }
      } catch (error) {
        await takeBack();
        throw error;
      }
      if (former) await stop(former);
      return end("done");
    },
    async run(_, job, context): Promise<JobResult> {
      steps.push(job.purpose);
      const folder = await mkdtemp(join(scratch, "job-"));
      if ("release" in job.in) await job.in.release.unpack(folder, context.signal);
      const child = spawn("/bin/sh", ["-c", job.run], { cwd: folder, env: { ...process.env, ...job.extra } });
      const log = logOf(child);
      const [code] = await once(child, "close");
      await rm(folder, { recursive: true });
      return { exitCode: typeof code === "number" ? code : undefined, timedOut: false, durationMs: 1, logTail: log };
    },
    async *logs() {
      for (const text of serving?.log ?? []) yield { workload: "workloads.main", instance: "1", text };
    },
    async stop() {
      const stopped = serving;
      serving = undefined;
      if (stopped) await stop(stopped);
      return stopped ? [instanceOf(stopped)] : [];
    },
    async close() {
      if (serving) await stop(serving);
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  return typeof bound === "object" && bound ? bound.port : 0;
}

function logOf(child: ChildProcess): string[] {
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => log.push(...String(chunk).trimEnd().split("\n")));
  }
  return log;
}

async function start(folder: string, artifact: Digest): Promise<Running> {
  const reserved = createServer();
  const port = await listening(reserved);
  reserved.close();
  await once(reserved, "close");
  const child = spawn(process.execPath, ["server.js"], { cwd: folder, env: { ...process.env, PORT: String(port) } });
  return { child, port, artifact, log: logOf(child) };
}

async function becomesHealthy({ child, port }: Running): Promise<boolean> {
  for (let tries = 0; tries < 300 && child.exitCode === null; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

async function stop({ child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "close");
}
