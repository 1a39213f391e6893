import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cleanVariables } from "../example/towpath-command.ts";
import { besideCommand, besideEmptyNode } from "../measure/beside.ts";
import { measurePairs } from "../measure/measure-pairs.ts";
import { peakMemory } from "../measure/peak-memory.ts";
import { type Command, runTimed } from "../measure/run-timed.ts";
import { summarise } from "../measure/summarise.ts";
import { findTerraform, terraformApply, terraformFolder, terraformPlan } from "../provisioning/terraform-peer.ts";
import type { Row } from "../report/row.ts";
import type { Bench, Suite } from "./suite.ts";

const MANY = 5_000;
const APPLIED = 1_000;
/** How long the first holder of a lock has it: longer than a waiter sleeps between two looks. In milliseconds. */
const HELD_MS = 2_500;

/** What the reconciler costs over resources that answer at once, beside Terraform over ones that need no provider. */
export const provisioning: Suite = {
  name: "provisioning",
  summary: `the reconciler: plans of 1 to ${MANY.toLocaleString("en")} resources, an apply of ${APPLIED.toLocaleString("en")}, memory, locks`,
  run(bench) {
    return [...plans(bench), ...growth(bench), memory(bench), ...applies(bench), lockHandOver(bench)];
  },
};

function plans({ scratch, rounds, say }: Bench): readonly Row[] {
  const program = findTerraform();
  return [1, 100, 1_000, MANY].map((count) => {
    say(`plan of ${count}`);
    const ours = planOf(appliedFolder(scratch, count), count);
    const what = `plan of ${count.toLocaleString("en")}, no change`;
    const expected = count === MANY ? "≤ 0.0100" : undefined;
    if (!program) return besideEmptyNode(what, ours, rounds);
    const theirs = terraformPlan(program, terraformFolder(program, join(scratch, `terraform-${count}`), count, true));
    return besideCommand(what, ours, `terraform plan of as many terraform_data`, theirs, rounds, expected);
  });
}

/** Without the start of the process, which is the same for all. */
function growth({ scratch, rounds, say }: Bench): readonly Row[] {
  say("how a plan grows");
  const cost = (count: number) => () => costOf("plan", join(scratch, `ours-${count}`), count);
  const { a, b, ratio } = measurePairs(rounds, cost(MANY), cost(1_000));
  return [
    {
      what: `the reconciler alone, plan of ${MANY.toLocaleString("en")}`,
      figure: { kind: "cpu", ...a },
      beside: { what: "plan of 1,000", figure: { kind: "cpu", ...b }, ratio },
      expected: "ratio near 5",
    },
  ];
}

function memory({ scratch, rounds }: Bench): Row {
  const peak = (count: number) => () => peakMemory(planOf(join(scratch, `ours-${count}`), count));
  const { a, b, ratio } = measurePairs(Math.min(3, rounds), peak(MANY), peak(1));
  return {
    what: `plan of ${MANY.toLocaleString("en")}, most memory`,
    figure: { kind: "memory", ...a },
    beside: { what: "plan of 1", figure: { kind: "memory", ...b }, ratio },
    expected: "< 200 MiB",
  };
}

/** Both write down each step before and after it, so that what was begun is known after a kill. */
function applies({ scratch, rounds, say }: Bench): readonly Row[] {
  say(`apply of ${APPLIED}`);
  const program = findTerraform();
  const fresh = (name: string): string => {
    const folder = join(scratch, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    return folder;
  };
  const ours = (count: number) => () => costOf("apply", fresh("apply"), count);
  const theirs = (file: string) => () =>
    runTimed(terraformApply(file, terraformFolder(file, fresh("terraform-apply"), APPLIED, false))).cpuMs;
  const pairs = Math.min(3, rounds);
  const grown = measurePairs(pairs, ours(APPLIED), ours(APPLIED / 10));
  const row: Row = {
    what: `apply of ${APPLIED.toLocaleString("en")}, state in files`,
    figure: { kind: "cpu", ...grown.a },
    beside: { what: "a tenth of them", figure: { kind: "cpu", ...grown.b }, ratio: grown.ratio },
    expected: "ratio near 10",
  };
  if (!program) return [row];
  const { a, b, ratio } = measurePairs(pairs, ours(APPLIED), theirs(program));
  const peer = { what: "terraform apply of as many terraform_data", figure: { kind: "cpu", ...b }, ratio } as const;
  return [row, { what: "the same", figure: { kind: "cpu", ...a }, beside: peer }];
}

function lockHandOver({ scratch, rounds, say }: Bench): Row {
  say("the lock");
  const times = Array.from({ length: Math.max(5, rounds) }, (_, round) => {
    const folder = join(scratch, `lock-${round}`);
    mkdirSync(folder);
    return printed(script("lock-cost.ts", [folder, String(HELD_MS + 97 * round)], folder));
  });
  return { what: "a lock's hand-over to who waits, state in files", figure: { kind: "wall", ...summarise(times) } };
}

function appliedFolder(scratch: string, count: number): string {
  const folder = join(scratch, `ours-${count}`);
  mkdirSync(folder);
  costOf("apply", folder, count);
  return folder;
}

function planOf(folder: string, count: number): Command {
  return script("reconcile-cost.ts", ["plan", folder, String(count)], folder);
}

function costOf(verb: "plan" | "apply", folder: string, count: number): number {
  return printed(script("reconcile-cost.ts", [verb, folder, String(count)], folder));
}

function script(name: string, args: readonly string[], folder: string): Command {
  const file = fileURLToPath(new URL(`../provisioning/${name}`, import.meta.url));
  return { file: process.execPath, args: [file, ...args], folder, variables: cleanVariables() };
}

function printed({ file, args, folder, variables }: Command): number {
  const { stdout, stderr } = spawnSync(file, args, { cwd: folder, env: variables, encoding: "utf8" });
  if (stdout.trim() === "" || Number.isNaN(Number(stdout))) throw new Error(`${args.join(" ")} failed.\n${stderr}`);
  return Number(stdout);
}
