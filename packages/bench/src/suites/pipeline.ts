import { join } from "node:path";
import type { Cost } from "../measure/run-timed.ts";
import { summarise } from "../measure/summarise.ts";
import { measuredPipelines, type PipelineCost } from "../pipeline/measured-pipeline.ts";
import type { Figure, Row } from "../report/row.ts";
import type { Suite } from "./suite.ts";

/** What the whole pipeline of a service costs, apart from the team's own commands. */
export const pipeline: Suite = {
  name: "pipeline",
  summary: "the workflows of a pull request and of its merge, from event to end: our own share, step by step",
  run({ scratch, rounds, say }) {
    const runs = Array.from({ length: rounds }, (_, round) => {
      say(`round ${round + 1} of ${rounds}`);
      return measuredPipelines(join(scratch, `round-${round}`));
    });
    const names = [...new Set(runs.flat().map((run) => run.pipeline))];
    return names.flatMap((name) =>
      rowsOf(
        name,
        runs.flat().filter((run) => run.pipeline === name),
      ),
    );
  },
};

function rowsOf(name: string, runs: readonly PipelineCost[]): readonly Row[] {
  const actions = [...new Set(runs.flatMap(({ steps }) => steps.map(({ action }) => action)))];
  const whole = (run: PipelineCost, measure: keyof Cost) => sum(run.steps, measure);
  const own = (run: PipelineCost, measure: keyof Cost) => whole(run, measure) - sum(run.commands, measure);
  const expected = name === "pull request" ? "< 2000 ms" : undefined;
  return [
    {
      what: `${name}: our share of the time`,
      figure: figure("wall", runs, (run) => own(run, "wallMs")),
      beside: {
        what: "with the team's commands",
        figure: figure("wall", runs, (run) => whole(run, "wallMs")),
        ratio: summarise(runs.map((run) => own(run, "wallMs") / whole(run, "wallMs"))),
      },
      expected,
    },
    { what: `${name}: our share of the CPU`, figure: figure("cpu", runs, (run) => own(run, "cpuMs")) },
    ...actions.flatMap((action): readonly Row[] => {
      const stepsOf = (run: PipelineCost) => run.steps.filter((step) => step.action === action);
      const what = `${name}, actions/${action}`;
      return [
        { what, figure: figure("wall", runs, (run) => sum(stepsOf(run), "wallMs")) },
        { what, figure: figure("cpu", runs, (run) => sum(stepsOf(run), "cpuMs")) },
      ];
    }),
    {
      what: `${name}: requests to GitHub`,
      figure: figure("count", runs, ({ requests }) => requests),
      expected: name === "pull request" ? "≤ 10 for a check" : undefined,
    },
  ];
}

function figure(kind: Figure["kind"], runs: readonly PipelineCost[], of: (run: PipelineCost) => number): Figure {
  return { kind, ...summarise(runs.map(of)) };
}

function sum(costs: readonly Cost[], measure: keyof Cost): number {
  return costs.reduce((total, cost) => total + cost[measure], 0);
}
