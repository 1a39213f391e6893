import { type Kit, openBench, THING } from "../bench.ts";
import { CheckFailed } from "../check-failed.ts";
import { applied, changedSecrets, clear, requireQuiet, requireSame } from "../verdict.ts";
import { A_LIFE, type CheckRun } from "./check-run.ts";

/** A resource that is renamed (`moved:`) keeps its thing. */
export function renameChecks(kit: Kit): readonly CheckRun[] {
  return [{ check: "rename", needs: A_LIFE, run: () => renamed(kit) }];
}

async function renamed(kit: Kit): Promise<void> {
  const bench = openBench(kit);
  const { example, data } = kit.subject;
  const before = bench.graph({ [THING]: example });
  const after = bench.graph({ renamed: example }, { moved: [[THING, "renamed"]] });
  await applied(kit, bench, "rename", before);
  const old = await bench.thing(before);
  await data?.put(old);
  const calls = bench.calls.length;
  await applied(kit, bench, "rename", after);
  const called = bench.calls.slice(calls).map(({ method }) => method);
  if (called.includes("create") || called.includes("delete"))
    throw new CheckFailed("rename", "The thing is taken down and made anew under its new name.");
  const now = await bench.thing(after, "renamed");
  requireSame(kit, "rename", old.have, now.have, "It is another thing under its new name");
  const changed = changedSecrets(old.outputs, now.outputs);
  if (changed.length > 0)
    throw new CheckFailed("rename", `Renaming it changes what the workload connects with: ${changed.join(", ")}.`);
  if (data && !(await data.isThere(now))) throw new CheckFailed("rename", "Its data is gone under its new name.");
  await requireQuiet(kit, bench, "rename", after, "the rename");
  await clear(kit, bench, "rename", after);
}
