import { isBlocking } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Bench, Kit } from "../bench.ts";
import { CheckSkipped } from "../check-failed.ts";
import { requireNothingLeft } from "../verdict.ts";
import type { CheckRun } from "./check-run.ts";

/** The driver's tools are there, and looking for them touches nothing. Without them nothing else is looked at. */
export function prepareChecks(kit: Kit, bench: Bench, graph: Graph): readonly CheckRun[] {
  return [
    {
      check: "prepare",
      needs: [],
      run: async () => {
        const findings = (await bench.prepare(graph)).filter(isBlocking);
        const [first] = findings;
        if (first) throw new CheckSkipped([first.message, ...first.suggestions].join(" "));
        await requireNothingLeft(kit, "prepare");
      },
    },
  ];
}
