import { canonicalJson, Secret } from "@towpath/core";
import type { OutputContract } from "@towpath/manifest";
import type { Observed } from "../../driver.ts";
import type { OutputValue } from "../../engine.ts";
import { isEmptyPlan } from "../../planning/build-plan.ts";
import { type Bench, type Kit, THING } from "../bench.ts";
import { CheckFailed } from "../check-failed.ts";
import type { Check } from "../report.ts";
import {
  applied,
  clear,
  inWords,
  missingOutputs,
  notGiven,
  planned,
  requireNothingLeft,
  requireQuiet,
  requireSame,
} from "../verdict.ts";
import type { CheckRun } from "./check-run.ts";

/** One thing from nothing to nothing: what a driver has to do in any case. */
export function lifeChecks(kit: Kit, bench: Bench): readonly CheckRun[] {
  const { subject } = kit;
  const graph = bench.graph({ [THING]: subject.example });
  const run = (check: Check, needs: readonly Check[], work: () => Promise<void>): CheckRun => ({
    check,
    needs,
    run: work,
  });
  /** What the driver gave when it made the thing. */
  const made = (): Observed => {
    const found = bench.calls.find(({ method, observed }) => method === "create" && observed)?.observed;
    if (!found) throw new CheckFailed("create", "Nothing was made.");
    return found;
  };
  const read = async (isRecorded: boolean): Promise<Observed | undefined> => {
    const { want, have } = (await bench.thing(graph)).record;
    return bench.read(graph, isRecorded ? { want, have } : undefined);
  };

  return [
    run("absent", ["want"], async () => {
      if (await bench.read(graph)) throw new CheckFailed("absent", "Nothing was made yet, and read finds something.");
      if (await bench.read(graph))
        throw new CheckFailed(
          "absent",
          "Nothing was made yet, and the second read finds something: the first one made it.",
        );
      await requireNothingLeft(kit, "absent");
    }),

    run("create", ["want", "absent"], async () => {
      const plan = await planned(kit, bench, "create", graph);
      if (plan.summary.create !== 1)
        throw new CheckFailed("create", `Planned is not a creation, but: ${inWords(plan)}.`);
      await applied(kit, bench, "create", graph);
      const { status, message } = made();
      if (status !== "ready")
        throw new CheckFailed("create", `What was made is ${status}: ${message ?? "no reason given"}`);
      if (!(await read(true)))
        throw new CheckFailed("create", "It says that it made the thing, and read finds nothing.");
    }),

    run("read", ["create"], async () => {
      const [recorded, found] = [await read(true), await read(false)];
      if (!recorded) throw new CheckFailed("read", "What is on record is not found.");
      if (!found)
        throw new CheckFailed(
          "read",
          "Without a record the thing is not found by its address: a run that was killed recorded nothing.",
        );
      requireSame(kit, "read", recorded.have, found.have, "Read finds something else without the record than with it");
      requireSame(kit, "read", made().have, recorded.have, "Read finds something else than was made");
      for (const seen of [recorded, found])
        if (seen.status !== "ready") throw new CheckFailed("read", `What was just made is read as ${seen.status}.`);
    }),

    run("outputs", ["create"], async () => {
      const { type, mayGiveMore = false } = subject;
      const ofCreate = made();
      const missing = missingOutputs(type, ofCreate);
      if (missing.length > 0) throw new CheckFailed("outputs", notGiven(missing));
      const ofRead = await read(true);
      for (const [method, outputs] of Object.entries({ create: ofCreate.outputs, read: ofRead?.outputs ?? {} })) {
        for (const [name, value] of Object.entries(outputs)) {
          const contract = type.outputs[name];
          if (!contract && mayGiveMore) continue;
          if (!contract) throw new CheckFailed("outputs", `${method} gives "${name}", which the type does not have.`);
          if (!isOf(contract, value))
            throw new CheckFailed(
              "outputs",
              `${method} gives "${name}" as ${kindOf(value)}; the type promises ${contract.type}.`,
            );
        }
      }
    }),

    run("no-op", ["create", "read"], async () => {
      const before = bench.calls.length;
      await requireQuiet(kit, bench, "no-op", graph, "a creation");
      const { plan } = await applied(kit, bench, "no-op", graph);
      if (!isEmptyPlan(plan)) throw new CheckFailed("no-op", `Applied once more, it plans: ${inWords(plan)}.`);
      const called = bench.calls.slice(before).find(({ method }) => method !== "read");
      if (called) throw new CheckFailed("no-op", `Nothing was to be done, and ${called.method} was called.`);
      const [first, second] = [await read(true), await read(true)];
      if (canonicalJson(first?.want) !== canonicalJson(second?.want))
        throw new CheckFailed("no-op", "Read gives another want each time.");
    }),

    run("destroy", ["create"], async () => {
      const { have, record } = await bench.thing(graph);
      await clear(kit, bench, "destroy", graph);
      if (await bench.read(graph, { want: record.want, have }))
        throw new CheckFailed("destroy", "What was destroyed is found by what was on record.");
      if (await bench.read(graph)) throw new CheckFailed("destroy", "What was destroyed is found by its address.");
    }),
  ];
}

function isOf({ type }: OutputContract, value: OutputValue): boolean {
  const plain = value instanceof Secret ? value.reveal() : value;
  if (value instanceof Secret && type !== "string")
    return type === "boolean" ? /^(true|false)$/.test(value.reveal()) : Number.isFinite(Number(value.reveal()));
  if (type === "integer") return Number.isInteger(plain);
  return typeof plain === type;
}

function kindOf(value: OutputValue): string {
  if (value instanceof Secret) return "a secret text";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
