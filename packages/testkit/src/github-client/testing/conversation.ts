import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Effects, ProgressEvent } from "@towpath/core";
import { type GitHub, type GitHubAccess, openGitHub } from "@towpath/github";
import {
  type LoopbackGitHub,
  type LoopbackOptions,
  type LoopbackRepository,
  loopbackGitHub,
} from "../../github/index.ts";
import { type QuickClock, quickClock } from "./quick-clock.ts";

/** A client, the loopback GitHub that it talks to, and pull request 1 on it, which changes `towpath.yaml`. */
export interface Conversation extends AsyncDisposable {
  readonly server: LoopbackGitHub;
  readonly repository: LoopbackRepository;
  readonly github: GitHub;
  readonly clock: QuickClock;
  readonly events: readonly ProgressEvent[];
  /** The head of pull request 1. */
  readonly head: string;
  /** Another client of the same server. */
  open(access?: Partial<GitHubAccess>): GitHub;
}

export const BEFORE = "kind: Service\nreplicas: 1\nname: orders\n";
export const AFTER = "kind: Service\nreplicas: 3\nname: orders\nowner: checkout\n";

export async function converse(
  options: LoopbackOptions = {},
  access: Partial<GitHubAccess> = {},
): Promise<Conversation> {
  pattern ??= makePattern();
  const { copy, head, files } = await pattern;
  const server = await loopbackGitHub(options);
  const folder = copy();
  const repository = await server.addRepository({ folder });
  await repository.openPull({ head: "feature", files });
  const clock = quickClock();
  const events: ProgressEvent[] = [];
  const effects: GitHubAccess["effects"] = {
    clock,
    fetch: (...request) => globalThis.fetch(...request),
    signal: new AbortController().signal,
    events: (event) => events.push(event),
  };
  const close = async (): Promise<void> => {
    rmSync(folder, { recursive: true, force: true });
    await server.close();
  };
  const open = (more: Partial<GitHubAccess> = {}): GitHub =>
    openGitHub({
      apiUrl: server.url,
      token: server.token,
      repository,
      ...more,
      effects: { ...effects, ...more.effects } satisfies Pick<Effects, "clock" | "fetch" | "signal" | "events">,
      budget: { requestMs: 8_000_000, totalMs: 40_000_000, ...more.budget },
    });
  return { server, repository, head, clock, events, open, github: open(access), [Symbol.asyncDispose]: close };
}

/** What every conversation begins with: made by git once, and kept in memory. */
let pattern: ReturnType<typeof makePattern> | undefined;

async function makePattern() {
  await using server = await loopbackGitHub();
  const made = await server.addRepository();
  await made.commit("main", { "towpath.yaml": BEFORE, "src/app.ts": "export {};\n" });
  const head = await made.commit("feature", { "towpath.yaml": AFTER }, { from: "main" });
  const { files } = await made.openPull({ head: "feature" });
  const entries = readdirSync(made.folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { name: relative(made.folder, path), bytes: entry.isFile() ? readFileSync(path) : undefined };
  });
  const copy = (): string => {
    const target = mkdtempSync(join(tmpdir(), "towpath-conversation-"));
    for (const { name, bytes } of entries) if (bytes === undefined) mkdirSync(join(target, name), { recursive: true });
    for (const { name, bytes } of entries) if (bytes !== undefined) writeFileSync(join(target, name), bytes);
    return target;
  };
  return { head, files, copy };
}
