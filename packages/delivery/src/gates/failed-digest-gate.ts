import { shortDigest } from "@towpath/core";
import { recentDeployments } from "../deployment/deployment-log.ts";
import { digestHistory } from "../deployment/failed-here.ts";
import { namedGate } from "./ask-gates.ts";
import { allow, deny, type Gate } from "./gate.ts";

/** Refuses a release that was taken back from here when it came last, unless somebody insists and says why. */
export const failedDigestGate: Gate = namedGate("failed-digest", async ({ release, graph, state, force }) => {
  const { digest } = release.artifact;
  const attempts = await recentDeployments(state, graph.service.name, graph.environment.name);
  const history = digestHistory(attempts, digest);
  if (history.answer !== "failed") return allow("failed-digest", `${shortDigest(digest)} has not failed here.`);
  const { number, history: states } = history.in;
  const last = states.at(-1);
  const why = history.undoneBy
    ? `deployment ${history.undoneBy.number} by ${history.undoneBy.run.actor} took it back`
    : (last?.reason ?? `it ended as ${last?.state}`);
  const what = `${shortDigest(digest)} failed here in deployment ${number}: ${why.replace(/\.$/, "")}.`;
  if (force) return allow("failed-digest", `${what} It is deployed all the same: ${force.reason}`);
  return deny("failed-digest", what, "Deploy a release that mends it, or insist: towpath deploy --force REASON.");
});
