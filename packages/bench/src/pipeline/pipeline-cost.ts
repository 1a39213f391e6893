// Runs the pipeline of a pull request, and that of its merge, as workflows from event to end: `FOLDER`. Prints what each step took
// and how often GitHub was asked, as JSON. What the team's own commands took is noted in files of FOLDER by the commands themselves.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { explained, productTeam } from "@towpath/pipelines/testing";
import type { StepEnding, WorkflowEnding } from "@towpath/testkit/workflows";
import type { PipelineCost, StepCost } from "./measured-pipeline.ts";

const [folder = ""] = process.argv.slice(2);
const times = join(folder, "commands");

await using team = await productTeam({ timedBy: times });
await team.push({ version: "v1" }); // servers, proxies and stores are there, as they are on a day like any other
writeFileSync(times, "");
const { pull, ending: proposed } = await team.propose({ version: "v2" });
const first = costOf("pull request", proposed);
const second = costOf("main", await team.merge(pull));
process.stdout.write(`${JSON.stringify([first, second])}\n`);

function costOf(pipeline: string, ending: WorkflowEnding): PipelineCost {
  if (ending.conclusion !== "success") throw new Error(explained(ending));
  const steps = ending.jobs.flatMap(({ steps }) => steps).flatMap(actionSteps);
  const commands = readFileSync(times, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number))
    .map(([wall = 0, user = 0, system = 0]) => ({ wallMs: wall * 1_000, cpuMs: (user + system) * 1_000 }));
  writeFileSync(times, "");
  return { pipeline, steps, commands, requests: ending.requests.length };
}

/** The steps that are actions of ours. */
function actionSteps({ uses = "", wallMs, cpuMs, steps }: StepEnding): readonly StepCost[] {
  const [, name] = /^(?:\$|towpath\/towpath)\/actions\/([a-z]+)/.exec(uses) ?? [];
  return name === undefined ? steps.flatMap(actionSteps) : [{ action: name, wallMs, cpuMs }];
}
