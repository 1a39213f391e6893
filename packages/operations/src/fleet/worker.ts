import { parentPort, workerData } from "node:worker_threads";
import { nodeEffects } from "@towpath/core";
import { checkJudge, checkVantage } from "./check-judge.ts";
import type { Judged } from "./judge.ts";
import { validateJudge } from "./validate-judge.ts";
import type { Share } from "./worker-share.ts";

// Whoever started this thread ends it: nothing in it has to be interrupted, and nothing is fetched here, for that would go on.
const { task, manifests, now, folder, variables }: Share = workerData;
const effects = nodeEffects({ folder, variables, signal: new AbortController().signal, events: () => undefined });
const { judge, rules } =
  task.verb === "check"
    ? checkJudge(task.request, effects, now, checkVantage(task.request, effects, true))
    : validateJudge(task.request, effects, now, true);
const seen: Judged[] = [];
for (const manifest of manifests) seen.push(await judge(manifest));
parentPort?.postMessage({ seen, rules: rules() });
