import type { Action } from "../../plan.ts";
import { type Bench, type Kit, openBench, THING } from "../bench.ts";
import { CheckFailed, CheckSkipped } from "../check-failed.ts";
import type { ExampleChange } from "../subject.ts";
import { applied, changedSecrets, clear, inWords, planned, requireQuiet } from "../verdict.ts";
import { A_LIFE, type CheckRun } from "./check-run.ts";
import { declaredAction } from "./declared-action.ts";

/** Each change of the example: planned as the type says, carried out, and nothing to do afterwards. */
export function changeChecks(kit: Kit): readonly CheckRun[] {
  const { changes = [] } = kit.subject;
  const runs = changes.map((change): CheckRun => {
    const check = declaredAction(kit.subject, change);
    return { check, of: change.name, needs: ["want", ...A_LIFE], run: () => changeAndBack(kit, check, change) };
  });
  const missing = (["update", "replace", "upgrade"] as const)
    .filter((check) => !runs.some((run) => run.check === check))
    .map(
      (check): CheckRun => ({
        check,
        needs: [],
        run: () => Promise.reject(new CheckSkipped(`There is no change of the example that is one (${check}).`)),
      }),
    );
  return [...runs, ...missing];
}

/** From the least to what users feel the most. */
const WEIGHT: Partial<Record<Action, number>> = { none: 0, update: 1, upgrade: 2, replace: 3 };

async function changeAndBack(kit: Kit, check: "update" | "replace" | "upgrade", change: ExampleChange): Promise<void> {
  const bench = openBench(kit);
  const { subject } = kit;
  const [before, after] = [subject.example, change.to].map((example) => bench.graph({ [THING]: example }));
  if (!before || !after) return;
  await applied(kit, bench, check, before);
  const old = await bench.thing(before);
  await subject.data?.put(old);

  const plan = await planned(kit, bench, check, after);
  const action = plan.changes[0]?.action ?? "none";
  if ((WEIGHT[action] ?? 9) > (WEIGHT[check] ?? 0))
    throw new CheckFailed(
      check,
      `The type says that it is an ${check}, and the driver makes it more: ${inWords(plan)}.`,
    );
  if (action === "none") throw new CheckFailed(check, "The change is not planned at all.");
  const calls = bench.calls.length;
  await applied(kit, bench, check, after);
  const called = bench.calls.slice(calls).map(({ method }) => method);
  const isReplaced = action === "replace";
  if (!isReplaced && (called.includes("delete") || called.includes("create")))
    throw new CheckFailed(check, "It was to be changed as it is, and was made anew.");
  await requireQuiet(kit, bench, check, after, "the change");
  await requireKept(bench, check, change, isReplaced);
  await clear(kit, bench, check, after);

  async function requireKept(of: Bench, name: typeof check, { changesSecrets = false }: ExampleChange, isNew: boolean) {
    const now = await of.thing(after ?? before ?? of.graph({}));
    const changed = changedSecrets(old.outputs, now.outputs);
    const secrets = changedSecrets(old.outputs, {});
    if (!isNew && !changesSecrets && secrets.length > 0 && changed.length === secrets.length)
      throw new CheckFailed(
        name,
        `What keeps running with the old secrets is locked out: ${changed.join(", ")} changed.`,
      );
    if (!isNew && subject.data && !(await subject.data.isThere(now)))
      throw new CheckFailed(name, "The data that was in it before the change is gone.");
  }
}
