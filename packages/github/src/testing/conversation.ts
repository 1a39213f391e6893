import type { Effects, ProgressEvent } from "@towpath/core";
import {
  type LoopbackGitHub,
  type LoopbackOptions,
  type LoopbackRepository,
  loopbackGitHub,
} from "@towpath/testkit/github";
import type { GitHub } from "../github.ts";
import { type GitHubAccess, openGitHub } from "../open-github.ts";
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
  const server = await loopbackGitHub(options);
  const repository = await server.addRepository();
  await repository.commit("main", { "towpath.yaml": BEFORE, "src/app.ts": "export {};\n" });
  const head = await repository.commit("feature", { "towpath.yaml": AFTER }, { from: "main" });
  await repository.openPull({ head: "feature" });
  const clock = quickClock();
  const events: ProgressEvent[] = [];
  const effects: GitHubAccess["effects"] = {
    clock,
    fetch: (...request) => globalThis.fetch(...request),
    signal: new AbortController().signal,
    events: (event) => events.push(event),
  };
  const open = (more: Partial<GitHubAccess> = {}): GitHub =>
    openGitHub({
      apiUrl: server.url,
      token: server.token,
      repository,
      ...more,
      effects: { ...effects, ...more.effects } satisfies Pick<Effects, "clock" | "fetch" | "signal" | "events">,
      budget: { requestMs: 2_000_000, totalMs: 20_000_000, ...more.budget },
    });
  return { server, repository, head, clock, events, open, github: open(access), [Symbol.asyncDispose]: server.close };
}
