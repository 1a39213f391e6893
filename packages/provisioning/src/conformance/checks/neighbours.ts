import { canonicalJson } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { type Bench, type Kit, openBench, THING } from "../bench.ts";
import { CheckFailed } from "../check-failed.ts";
import type { Check } from "../report.ts";
import type { ExampleThing } from "../subject.ts";
import { applied, changedSecrets, clear, requireQuiet } from "../verdict.ts";
import { A_LIFE, type CheckRun } from "./check-run.ts";

/** Several things of one type do not see each other. */
export function neighbourChecks(kit: Kit): readonly CheckRun[] {
  return [
    { check: "neighbours", needs: A_LIFE, run: () => inOneService(kit) },
    { check: "services", needs: A_LIFE, run: () => inSeveral(kit) },
  ];
}

/** A thing with where it stands. */
interface Placed {
  readonly bench: Bench;
  readonly graph: Graph;
  readonly name: string;
}

async function inOneService(kit: Kit): Promise<void> {
  const bench = openBench(kit);
  const { example, neighbour = example } = kit.subject;
  const graph = bench.graph({ [THING]: example, other: neighbour }, { isStateful: false });
  await applied(kit, bench, "neighbours", graph);
  await requireQuiet(kit, bench, "neighbours", graph, "making two");
  const alone = bench.graph({ other: neighbour }, { isStateful: false });
  const [one, other] = [
    { bench, graph, name: THING },
    { bench, graph, name: "other" },
  ];
  const kept = await apart(kit, "neighbours", one, other);
  await applied(kit, bench, "neighbours", alone);
  await requireUntouched(kit, "neighbours", { ...other, graph: alone }, kept);
  await clear(kit, bench, "neighbours", alone);
}

async function inSeveral(kit: Kit): Promise<void> {
  const { example, neighbour = example } = kit.subject;
  const bench = openBench(kit);
  const others = [
    { bench: openBench(kit), name: THING },
    { bench, name: THING, environment: "prod" },
  ];
  const graph = bench.graph({ [THING]: example });
  const one = { bench, graph, name: THING };
  await applied(kit, bench, "services", graph);
  const kept: [Placed, ExampleThing][] = [];
  for (const { environment, ...other } of others) {
    const placed = { ...other, graph: other.bench.graph({ [THING]: neighbour }, environment ? { environment } : {}) };
    await applied(kit, placed.bench, "services", placed.graph);
    kept.push([placed, await apart(kit, "services", one, placed)]);
  }
  await requireQuiet(kit, bench, "services", graph, "making those of others");
  // Not held to leaving nothing: the others are still there.
  await applied(kit, bench, "services", graph, { goal: "destroy" });
  for (const [placed, thing] of kept) await requireUntouched(kit, "services", placed, thing);
  for (const [{ bench: of, graph: each }] of kept.slice(1))
    await applied(kit, of, "services", each, { goal: "destroy" });
  for (const [{ bench: of, graph: each }] of kept.slice(0, 1)) await clear(kit, of, "services", each);
}

/** Holds two things to being two; gives the second one. */
async function apart(kit: Kit, check: Check, one: Placed, other: Placed): Promise<ExampleThing> {
  const [a, b] = [await one.bench.thing(one.graph, one.name), await other.bench.thing(other.graph, other.name)];
  const identity = kit.subject.identity ?? ((have) => have);
  if (canonicalJson(identity(a.have)) === canonicalJson(identity(b.have)))
    throw new CheckFailed(check, `Two resources have one thing between them: ${canonicalJson(identity(a.have))}.`);
  const own = changedSecrets(a.outputs, b.outputs);
  const shared = changedSecrets(a.outputs, {}).filter((name) => !own.includes(name));
  if (shared.length > 0) throw new CheckFailed(check, `Two resources have the same secret: ${shared.join(", ")}.`);
  await kit.subject.data?.put(b);
  return b;
}

async function requireUntouched(kit: Kit, check: Check, placed: Placed, before: ExampleThing): Promise<void> {
  const { bench, graph, name } = placed;
  await requireQuiet(kit, bench, check, graph, "taking its neighbour down");
  const { data } = kit.subject;
  if (data && !(await data.isThere(before)))
    throw new CheckFailed(check, "Its data is gone since its neighbour was taken down.");
  const changed = changedSecrets(before.outputs, (await bench.thing(graph, name)).outputs);
  if (changed.length > 0)
    throw new CheckFailed(check, `Its secrets changed with its neighbour: ${changed.join(", ")}.`);
}
