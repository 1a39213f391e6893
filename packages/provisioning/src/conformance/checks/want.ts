import { canonicalJson, errorMessage, isJson, type Json } from "@towpath/core";
import type { DriverRequest } from "../../driver.ts";
import { type Bench, type Kit, scopeOf, THING } from "../bench.ts";
import { CheckFailed } from "../check-failed.ts";
import { driverName } from "../example-graph.ts";
import type { Example } from "../subject.ts";
import type { CheckRun } from "./check-run.ts";

/** `want` of the example and of everything it is changed to: the same each time, JSON, and nothing of the request touched. */
export function wantChecks(kit: Kit, bench: Bench): readonly CheckRun[] {
  const { example, changes = [] } = kit.subject;
  const of = (name: string | undefined, wanted: Example): CheckRun => ({
    check: "want",
    of: name,
    needs: [],
    run: () => wantPurely(kit, bench, wanted),
  });
  return [of(undefined, example), ...changes.map(({ name, to }) => of(name, to))];
}

async function wantPurely({ subject }: Kit, bench: Bench, example: Example): Promise<void> {
  const { type } = subject;
  const ask = async (): Promise<Json> => {
    const { version, variant, settings = {} } = structuredClone(example);
    const request: DriverRequest = {
      ...scopeOf(bench.graph({}), THING),
      type: type.name,
      version,
      variant,
      settings,
      options: { ...structuredClone(type.options), driver: driverName(type) },
    };
    const before = JSON.stringify(request);
    const want = (await subject.driver()).want(request);
    if (JSON.stringify(request) !== before) throw new CheckFailed("want", "It changes the request that it is given.");
    return want;
  };
  const asked = async () => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof CheckFailed) throw error;
      throw new CheckFailed("want", `The type allows it, and the driver refuses it: ${errorMessage(error)}`);
    }
  };
  const [one, other] = [await asked(), await asked()];
  if (!isJson(one)) throw new CheckFailed("want", "It gives something that JSON cannot say: it is recorded as JSON.");
  if (canonicalJson(one) !== canonicalJson(other))
    throw new CheckFailed(
      "want",
      `It gives something else each time: ${canonicalJson(one)}, then ${canonicalJson(other)}.`,
    );
}
