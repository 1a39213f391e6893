import type { Deployment } from "@towpath/delivery";
import { expect } from "vitest";
import { type Act, isWithin, judgeVisits, sharesSeen } from "./judge-visits.ts";
import { instant } from "./visit.ts";
import { type Question, type Visitors, visitorsAt } from "./visitors.ts";

/** A service in an environment, its visitors, and what was done to it. */
export interface Scene {
  readonly address: string;
  readonly visitors: Visitors;
  readonly acts: Act[];
}

export interface Outcome {
  readonly data: {
    readonly deployment: Deployment | null;
    readonly addresses: Readonly<Record<string, string>>;
  } | null;
}

/** Does something to an environment, and remembers when it began, when its verdict was known, and what serves by that. */
export async function perform(acts: Act[], command: () => Promise<Outcome>, isFlawed = false): Promise<Deployment> {
  const began = instant();
  const { data } = await command();
  const ended = instant();
  const deployment = data?.deployment;
  if (!deployment) throw new Error("There was no deployment.");
  const isThere = deployment.verdict === "succeeded";
  const serving = isThere ? deployment.artifact.digest : (acts.at(-1)?.serving ?? "nothing");
  acts.push({ began, ended, deployment, serving, isFlawed });
  return deployment;
}

/** Brings out the first release, and lets visitors come. */
export async function openScene(
  first: () => Promise<Outcome>,
  questions: readonly Question[],
  hasSocket: boolean,
): Promise<Scene> {
  const acts: Act[] = [];
  let address = "";
  await perform(acts, async () => {
    const outcome = await first();
    [address = ""] = Object.values(outcome.data?.addresses ?? {});
    return outcome;
  });
  expect(address).toMatch(/^http/);
  return { address, visitors: visitorsAt(address, questions, hasSocket), acts };
}

/** Lets the visitors leave, and judges what they met. @param often what was asked more than once for each act */
export async function closeScene({ visitors, acts, address }: Scene, often: readonly string[]): Promise<void> {
  await visitors.leave();
  expect(judgeVisits(visitors.visits, acts), address).toEqual([]);
  const shares = acts.flatMap((act) => sharesSeen(visitors.visits, act));
  expect(shares.filter((share) => !isWithin(share, visitors.count))).toEqual([]);
  const asked = new Map<string, number>();
  for (const { what } of visitors.visits) asked.set(what, (asked.get(what) ?? 0) + 1);
  for (const what of often) expect(asked.get(what), what).toBeGreaterThan(acts.length);
  const seen = new Set(visitors.visits.map(({ digest }) => digest));
  for (const { serving } of acts) expect(seen).toContain(serving);
  if (process.env["TOWPATH_LONG"]) {
    const slowest = visitors.visits.reduce((most, { began, ended }) => Math.max(most, ended - began), 0);
    const verdicts = Object.groupBy(acts, ({ deployment }) => deployment.verdict);
    console.info(address, {
      visits: visitors.visits.length,
      asked: Object.fromEntries(asked),
      slowestMs: Math.round(slowest),
      verdicts: Object.fromEntries(Object.entries(verdicts).map(([verdict, of]) => [verdict, of?.length])),
      shares,
    });
  }
}
