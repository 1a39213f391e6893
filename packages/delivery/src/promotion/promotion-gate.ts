import { shortDigest } from "@towpath/core";
import { durationMs, type Graph } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import { recentDeployments } from "../deployment/deployment-log.ts";
import { digestHistory } from "../deployment/failed-here.ts";
import { allow, deny, type GateAnswer } from "../gates/gate.ts";
import type { Release } from "../release/release.ts";
import { longestServed } from "./served-here.ts";

/**
 * Whether this very digest has proved itself in the environment before, was not taken back from there, and has served there
 * at a stretch as long as the platform asks for.
 *
 * @param state where the deployments of the environment before are recorded
 * @param graph of the environment to come to
 */
export async function promotionGate(state: StateStore, graph: Graph, release: Release, now: Date): Promise<GateAnswer> {
  const { promoteFrom } = graph.environment;
  if (!promoteFrom) return allow("promotion", `Nothing comes before ${graph.environment.name}.`);
  const from = promoteFrom.environment;
  const what = `${release.version} (${shortDigest(release.artifact.digest)})`;
  const attempts = await recentDeployments(state, graph.service.name, from);
  const history = digestHistory(attempts, release.artifact.digest);
  if (history.answer === "new") {
    return deny(
      "promotion",
      `${what} has not succeeded in ${from}.`,
      `Deploy it there first: towpath deploy -e ${from}.`,
    );
  }
  if (history.answer === "failed") {
    const number = history.undoneBy?.number ?? history.in.number;
    const todo = `Deploy a release that holds in ${from}.`;
    return deny("promotion", `${what} was taken back from ${from} in deployment ${number}.`, todo);
  }
  const { number } = history.in;
  const bakeMs = promoteFrom.bake === undefined ? 0 : durationMs(promoteFrom.bake);
  const servedMs = longestServed(attempts, release.artifact.digest, now);
  if (!(servedMs >= bakeMs)) {
    const missing = shownDuration(bakeMs - servedMs);
    return deny(
      "promotion",
      `${what} has served ${from} for ${shownDuration(servedMs)}; ${promoteFrom.bake} are asked for.`,
      `Deploy it again in ${missing}, if it serves ${from} until then.`,
    );
  }
  const baked = bakeMs === 0 ? "" : ` and served there for ${shownDuration(servedMs)}`;
  return allow("promotion", `${what} succeeded in ${from} in deployment ${number}${baked}.`);
}

/** The two largest parts, rounded up to whole seconds: `1 h 20 min`. */
function shownDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
