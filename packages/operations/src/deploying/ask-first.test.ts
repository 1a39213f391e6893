import type { Effects } from "@towpath/core";
import { type Gate, namedGate, recordApproval } from "@towpath/delivery";
import { expect, test } from "vitest";
import { openChecked } from "../environment/guard.ts";
import { openWorkshop } from "../environment/open-world.ts";
import { releaseOf } from "../gates/testing/release-of.ts";
import { gatedService } from "../testing/gated-service.ts";
import { waitForApproval } from "./ask-first.ts";

const MINUTE = 60_000;

/** Effects whose time passes by waiting alone. */
function withOwnTime(effects: Effects, onSleep: (elapsed: number) => Promise<void> | void): Effects {
  let elapsed = 0;
  const sleep = async (ms: number) => {
    elapsed += ms;
    await onSleep(elapsed);
  };
  return { ...effects, clock: { ...effects.clock, monotonic: () => elapsed, sleep } };
}

async function waiting(limitMs: number, approveAt = Number.POSITIVE_INFINITY) {
  const service = gatedService({ dev: "{ engine: local, gates: { approvals: { count: 1, by: [team-a] } } }" });
  const opened = await openChecked({ environment: "dev" }, service.as("anna"));
  const world = await openWorkshop(opened.graph, service.as("anna"), undefined, opened);
  const release = releaseOf("c".repeat(40));
  let asked = 0;
  let isApproved = false;
  const gate: Gate = namedGate("approvals", () => {
    asked += 1;
    return isApproved
      ? { gate: "approvals", answer: "allow", reason: "Approved." }
      : { gate: "approvals", answer: "deny", reason: "Nobody did." };
  });
  const effects = withOwnTime(service.as("anna"), async (elapsed) => {
    if (elapsed < approveAt || isApproved) return;
    isApproved = true;
    const { digest } = release.artifact;
    const at = "2026-11-22T09:00:00Z";
    await recordApproval(world.state, { v: 1, service: "shop", environment: "dev", digest, by: "berta", at });
  });
  const [answer] = await waitForApproval(world, { release }, [gate], limitMs, effects);
  return { answer: answer?.answer, asked, waited: effects.clock.monotonic() };
}

test("whoever waits asks the gates seldom, for they ask GitHub, and looks often whether somebody agreed", async () => {
  expect(await waiting(60 * MINUTE)).toEqual({ answer: "deny", asked: 13, waited: 60 * MINUTE });
  const agreed = await waiting(60 * MINUTE, 7 * MINUTE);
  expect(agreed).toMatchObject({ answer: "allow", asked: 3 });
  expect(agreed.waited).toBeLessThanOrEqual(7 * MINUTE + 5_000);
});
