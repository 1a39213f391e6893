import type { Digest } from "@towpath/core";
import type { Instance, Job, RunnableRelease, Step, WorkloadHost } from "@towpath/provisioning";

/** How a version answers: by how often it was asked, from 1. */
export type Behaviour = (asked: number, path: string) => { readonly status: number; readonly body?: string } | "silent";

/** The exit code of a command, by what it is for and whose files it runs in. */
export type Jobs = (purpose: Job["purpose"], version: string) => number;

/** What stands when every process has ended: what serves, and what was tried beside it. */
export interface Site {
  serving?: Running | undefined;
  tried?: { readonly running: Running; weight: number } | undefined;
}

interface Running {
  readonly digest: Digest;
  readonly version: string;
}

/** A workload host without processes, for tests of what a deployment does around one. */
export interface ModelHost extends WorkloadHost {
  /** Every step that was asked for, with its weight, and every smoke command and migration. */
  readonly steps: string[];
  /** Asks what serves, by the weights: every hundred requests are divided as they say. */
  readonly fetch: typeof fetch;
}

/** Everything that lasts passes through here before it happens: a place to end a process. */
export type Touch = (what: string) => Promise<void>;

const WORKLOAD = "workloads.main";
const ADDRESS = "http://orders.example";

/**
 * @param weights which parts of the work it gives, one after the other, before all of it
 * @param isNamed whether its answers say which artifact gave them
 * @param jobs how commands end: well, when absent
 */
export function modelHost(
  site: Site,
  behaviours: Readonly<Record<string, Behaviour>> = {},
  {
    weights = [],
    touch = async () => undefined,
    isNamed = true,
    jobs = () => 0,
  }: {
    readonly weights?: readonly number[];
    readonly touch?: Touch;
    readonly isNamed?: boolean;
    readonly jobs?: Jobs;
  } = {},
): ModelHost {
  const steps: string[] = [];
  const asked = new Map<string, number>();
  let requests = 0;

  const instanceOf = ({ digest }: Running): Instance => ({
    workload: WORKLOAD,
    id: digest.slice(7, 15),
    artifact: digest,
    status: "healthy",
    startedAt: "2026-01-01T00:00:00Z",
    address: ADDRESS,
    details: {},
  });
  const answering = (): Running | undefined => {
    requests += 1;
    const share = site.tried?.weight ?? 0;
    // Spread evenly: of ten requests at 10 %, the first.
    return (requests * share) % 100 < share ? site.tried?.running : site.serving;
  };

  return {
    steps,
    accepts: new Set(["archive"]),
    strategies: new Set(["recreate", "rolling", "blue-green", "canary"]),
    async current() {
      await touch("look");
      return [site.serving, site.tried?.running].flatMap((running) => (running ? [instanceOf(running)] : []));
    },
    async roll(_, release: RunnableRelease, strategy, gate, context) {
      const running = { digest: release.artifact.digest, version: release.version };
      const end = (status: "done" | "aborted" | "unchanged") => ({
        status,
        workloads: [{ workload: WORKLOAD, status, artifact: running.digest, address: ADDRESS, logTail: [] }],
      });
      const ask = async (step: Step) => {
        steps.push("weight" in step ? `${step.kind} ${step.weight}` : step.kind);
        const answer = await gate(step);
        context.signal.throwIfAborted();
        return answer === "go";
      };
      await touch("clean up");
      site.tried = undefined; // what a run that was killed has left
      if (site.serving?.digest === running.digest) return end("unchanged");
      for (const kind of ["migrate", "start"] as const) {
        if (!(await ask({ kind, workload: WORKLOAD }))) return end("aborted");
      }
      const former = site.serving;
      for (const weight of strategy === "canary" && former ? weights : []) {
        if (!(await ask({ kind: "expose", workload: WORKLOAD, weight }))) return undo(former);
        await touch(`expose ${weight}`);
        site.tried = { running, weight };
      }
      if (!(await ask({ kind: "expose", workload: WORKLOAD, weight: 100 }))) return undo(former);
      await touch("expose 100");
      site.tried = undefined;
      site.serving = running;
      if (!(await ask({ kind: "drain", workload: WORKLOAD }))) return undo(former);
      return end("done");

      async function undo(to: Running | undefined) {
        await touch("undo");
        site.tried = undefined;
        site.serving = to;
        return end("aborted");
      }
    },
    async run(_, job) {
      await touch(job.purpose);
      steps.push(job.purpose);
      const version = "release" in job.in ? job.in.release.version : "";
      return { exitCode: jobs(job.purpose, version), timedOut: false, durationMs: 1, logTail: [job.run] };
    },
    async *logs() {},
    async stop() {
      return [];
    },
    async fetch(input) {
      await touch("ask");
      const running = answering();
      if (!running) return new Response(null, { status: 503 });
      const times = (asked.get(running.version) ?? 0) + 1;
      asked.set(running.version, times);
      const path = new URL(String(input)).pathname;
      const answer = behaviours[running.version]?.(times, path) ?? { status: 200 };
      if (answer === "silent") throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
      const headers = isNamed ? { "towpath-digest": running.digest } : {};
      return new Response(answer.body ?? null, { status: answer.status, headers });
    },
  };
}
