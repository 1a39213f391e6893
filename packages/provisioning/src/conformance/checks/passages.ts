import type { Graph } from "@towpath/manifest";
import type { Goal } from "../../plan.ts";
import { type Bench, type Kit, THING } from "../bench.ts";
import { CheckFailed } from "../check-failed.ts";
import type { Check } from "../report.ts";
import { applied } from "../verdict.ts";
import { declaredAction } from "./declared-action.ts";

/** A way from one state of the world to another, to be cut off in the middle. */
export interface Passage {
  readonly name: string;
  /** What says nothing when it is cut off while it does not even work whole. */
  readonly needs: readonly Check[];
  /** Brings a bench to where it begins. */
  prepare(bench: Bench, check: Check): Promise<void>;
  to(bench: Bench): { readonly graph: Graph; readonly goal: Goal };
  /** What must be so at its end, beside nothing being left to do. */
  look?(bench: Bench, check: Check): Promise<void>;
}

/** The passages of a subject: a creation, one change of each kind, a destruction. */
export function passages(kit: Kit): readonly Passage[] {
  const { subject } = kit;
  const { example, changes = [], data } = subject;
  const first = (bench: Bench) => bench.graph({ [THING]: example });
  const made = async (bench: Bench, check: Check) => {
    await applied(kit, bench, check, first(bench));
  };
  const ofKinds = (["update", "replace", "upgrade"] as const).flatMap((kind) => {
    const change = changes.find((each) => declaredAction(subject, each) === kind);
    return change ? [{ kind, change }] : [];
  });
  return [
    {
      name: "a creation",
      needs: [],
      prepare: async () => undefined,
      to: (bench) => ({ graph: first(bench), goal: "match" }),
    },
    ...ofKinds.map(({ kind, change: { name, to } }): Passage => {
      const graph = (bench: Bench) => bench.graph({ [THING]: to });
      return {
        name: `${kind} of ${name}`,
        needs: [kind],
        prepare: async (bench, check) => {
          await made(bench, check);
          await data?.put(await bench.thing(first(bench)));
        },
        to: (bench) => ({ graph: graph(bench), goal: "match" }),
        look: async (bench, check) => {
          if (kind === "replace" || !data) return;
          if (!(await data.isThere(await bench.thing(graph(bench)))))
            throw new CheckFailed(check, "the data that was in it before is gone.");
        },
      };
    }),
    {
      name: "a destruction",
      needs: [],
      prepare: made,
      to: (bench) => ({ graph: first(bench), goal: "destroy" }),
    },
  ];
}
