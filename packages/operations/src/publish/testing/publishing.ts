import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, type Effects, nodeEffects, type ProgressEvent, Secret } from "@towpath/core";
import { type LoopbackGitHub, type LoopbackRepository, loopbackGitHub } from "@towpath/testkit/github";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import type { RepositoryAccess } from "../repository-access.ts";

/** A GitHub with a repository whose pull request 1 is open, and what it takes to publish there. */
export interface Publishing extends AsyncDisposable {
  readonly github: LoopbackGitHub;
  readonly repository: LoopbackRepository;
  readonly access: RepositoryAccess & { readonly serverUrl: string };
  readonly effects: Effects;
  readonly events: readonly ProgressEvent[];
  readonly abort: AbortController;
  /** The head of the pull request. */
  readonly head: string;
  /** As another app, or another person. */
  as(
    login: string,
    permissions?: Readonly<Record<string, "read" | "write">>,
  ): RepositoryAccess & {
    readonly serverUrl: string;
  };
}

const FASTER = 400;

/** Four hundred times as fast as the wall. */
function quickClock(): Clock {
  const start = performance.now();
  const monotonic = (): number => (performance.now() - start) * FASTER;
  return {
    monotonic,
    now: () => new Date(Date.parse("2026-11-22T09:00:00Z") + monotonic()),
    sleep: (ms, signal) => sleep(ms / FASTER, undefined, { signal }),
  };
}

export async function publishing(): Promise<Publishing> {
  if (pattern === undefined || !existsSync((await pattern).folder)) pattern = makePattern();
  const { folder: from, head, files } = await pattern;
  const folder = mkdtempSync(join(tmpdir(), "towpath-publishing-"));
  cpSync(from, folder, { recursive: true });
  const github = await loopbackGitHub();
  const repository = await github.addRepository({ folder });
  await repository.openPull({ head: "topic", files });
  const abort = new AbortController();
  const events: ProgressEvent[] = [];
  // An answer takes the machine's own time: by the quick clock a limit would be gone in milliseconds.
  const clock: Clock = { ...quickClock(), monotonic: () => performance.now() };
  const limited: Clock["sleep"] = (ms, signal) => sleep(REQUESTS_MS.has(ms) ? ms : ms / FASTER, undefined, { signal });
  const effects = nodeEffects({
    signal: abort.signal,
    events: (event) => events.push(event),
    clock: { ...clock, sleep: limited },
  });
  const access = {
    apiUrl: github.url,
    serverUrl: "https://github.com",
    repository: "acme/orders",
    token: new Secret(github.token),
  };
  return {
    github,
    repository,
    access,
    effects,
    events,
    abort,
    head,
    as: (login, permissions) => {
      const type = login.endsWith("[bot]") ? "Bot" : "User";
      const kind = type === "Bot" ? "installation" : "user";
      const token = github.addToken({ account: { login, type }, kind, ...(permissions ? { permissions } : {}) });
      return { ...access, token: new Secret(token) };
    },
    [Symbol.asyncDispose]: async () => {
      rmSync(folder, { recursive: true, force: true });
      await github.close();
    },
  };
}

/** What every one begins with: made by git once in a file of tests, with which its folder goes, and copied. */
let pattern: ReturnType<typeof makePattern> | undefined;

async function makePattern() {
  const folder = temporaryFolder("publishing");
  await using github = await loopbackGitHub();
  const repository = await github.addRepository();
  await repository.commit("main", { "towpath.yaml": "kind: Service\n" });
  const head = await repository.commit("topic", { "towpath.yaml": "kind: Service\nname: orders\n" }, { from: "main" });
  const { files } = await repository.openPull({ head: "topic" });
  cpSync(repository.folder, folder, { recursive: true });
  return { folder, head, files };
}

/** How long an answer is waited for: see the budgets of what publishes. */
const REQUESTS_MS: ReadonlySet<number> = new Set([10_000, 15_000]);
