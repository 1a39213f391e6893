import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cleanVariables } from "../example/towpath-command.ts";
import { measurePairs } from "../measure/measure-pairs.ts";
import { type Cost, runTimed } from "../measure/run-timed.ts";
import { summarise } from "../measure/summarise.ts";
import { findTerraform } from "../provisioning/terraform-peer.ts";
import type { Figure, Row } from "../report/row.ts";
import { type TimedTerraform, timedTerraform } from "../terraform/timed-terraform.ts";
import type { Bench, Suite } from "./suite.ts";

const COUNTS = [1, 100, 1_000];
const MOST = 1_000;

/** What the Terraform engine costs over things that need no provider, beside Terraform alone on the same root module. */
export const terraform: Suite = {
  name: "terraform",
  summary: "the Terraform engine: plan and apply of 1, 100, 1,000, its own share, memory, the loopback backend",
  run(bench) {
    const program = findTerraform();
    if (!program) throw new Error("There is no terraform and no tofu on this machine, and nothing to measure beside.");
    const timed = timedTerraform(program, join(bench.scratch, "timed"));
    return COUNTS.flatMap((count) => [...ofSoMany(bench, program, timed, count)]);
  },
};

function ofSoMany(bench: Bench, program: string, timed: TimedTerraform, count: number): readonly Row[] {
  const { scratch, rounds, isWhole, say } = bench;
  const many = count.toLocaleString("en");
  const alone = (name: string) => join(scratch, `alone-${name}-${count}`);
  const ours = (name: string) => join(scratch, `ours-${name}-${count}`);
  const pairs = count === MOST ? Math.min(3, rounds) : rounds;

  say(`plan of ${many}`);
  writeRoot(alone("new"), count);
  const fresh = measured(
    pairs,
    () => engineCost(timed, "plan", emptied(ours("new")), count),
    () => terraformAlone(program, alone("new"), ["init", "plan"]),
  );
  say(`apply of ${many}`);
  const applied = measured(
    count === MOST ? Math.min(isWhole ? 3 : 1, rounds) : rounds,
    () => engineCost(timed, "apply", emptied(ours("applied")), count),
    () => {
      writeRoot(emptied(alone("applied")), count);
      return terraformAlone(program, alone("applied"), ["init", "plan -out=saved"], "apply saved");
    },
  );
  say(`plan of ${many} where nothing has changed`);
  const same = measured(
    pairs,
    () => engineCost(timed, "look", ours("applied"), count),
    () => terraformAlone(program, alone("applied"), ["init", "plan"]),
  );
  const isMost = count === MOST;
  return [
    beside(`plan of ${many}, all new`, fresh, "terraform init, plan"),
    ...shares(`plan of ${many}, all new`, fresh, "≤ 0.05"),
    beside(`plan of ${many}, no change`, same, "terraform init, plan"),
    ...shares(`plan of ${many}, no change`, same, "≤ 0.05"),
    beside(`apply of ${many}`, applied, "terraform init, plan, apply; local backend"),
    ...shares(`apply of ${many}`, applied, undefined),
    backends(`terraform apply of ${many} through the loopback backend`, applied, isMost ? "≤ 0.125" : undefined),
    ...(isMost ? [memory(`plan of ${many}`, fresh), memory(`apply of ${many}`, applied)] : []),
  ];
}

/** What one go of the engine cost. */
interface EngineCost {
  /** From its beginning to its end, without the start of the process. */
  readonly wallMs: number;
  /** Of our own process, without the programs that it ran. */
  readonly cpuMs: number;
  readonly peakMiB: number;
  /** Of the programs that it ran, together. They run one after the other. */
  readonly terraform: Cost;
  /** How long the program took to apply a saved plan. */
  readonly applyMs: number;
}

/** What Terraform alone cost. */
type PeerCost = Pick<EngineCost, "wallMs" | "applyMs">;

interface Measured {
  /** Those that count, pair by pair. */
  readonly ours: readonly EngineCost[];
  readonly theirs: readonly PeerCost[];
}

function measured(pairs: number, ours: () => EngineCost, theirs: () => PeerCost): Measured {
  const costs: { readonly ours: EngineCost[]; readonly theirs: PeerCost[] } = { ours: [], theirs: [] };
  const noted = <T extends PeerCost>(list: T[], cost: T): number => {
    list.push(cost);
    return cost.wallMs;
  };
  measurePairs(
    pairs,
    () => noted(costs.ours, ours()),
    () => noted(costs.theirs, theirs()),
  );
  return { ours: costs.ours.slice(1), theirs: costs.theirs.slice(1) }; // the first pair warms up
}

/** A row of what `a` says of each of our goes beside what `b` says of each of theirs. */
function row<A, B>(
  facts: Pick<Row, "what" | "expected"> & { readonly kind: Figure["kind"]; readonly peer: string },
  ours: readonly A[],
  a: (cost: A) => number,
  theirs: readonly B[],
  b: (cost: B) => number,
): Row {
  const { what, expected, kind, peer } = facts;
  const [as, bs] = [ours.map(a), theirs.map(b)];
  const ratio = summarise(as.map((cost, index) => cost / (bs[index] ?? Number.NaN)));
  const figure = { kind, ...summarise(bs) };
  return { what, figure: { kind, ...summarise(as) }, beside: { what: peer, figure, ratio }, expected };
}

function beside(what: string, { ours, theirs }: Measured, peer: string): Row {
  const whole = (cost: PeerCost) => cost.wallMs;
  return row({ what, peer, kind: "wall", expected: undefined }, ours, whole, theirs, whole);
}

/** Nothing but the program's own `apply` of a plan that it saved. */
function backends(what: string, { ours, theirs }: Measured, expected: string | undefined): Row {
  const apply = (cost: PeerCost) => cost.applyMs;
  return row({ what, peer: "the local backend", kind: "wall", expected }, ours, apply, theirs, apply);
}

/** What is not Terraform's: the time in which we run alone, and what our own process works. */
function shares(what: string, { ours }: Measured, expected: string | undefined): readonly Row[] {
  const facts = { what: `${what}: our share`, peer: "the whole", expected };
  return [
    row(
      { ...facts, kind: "wall" },
      ours,
      ({ wallMs, terraform }) => wallMs - terraform.wallMs,
      ours,
      ({ wallMs }) => wallMs,
    ),
    row(
      { ...facts, kind: "cpu" },
      ours,
      ({ cpuMs }) => cpuMs,
      ours,
      ({ cpuMs, terraform }) => cpuMs + terraform.cpuMs,
    ),
  ];
}

function memory(what: string, { ours }: Measured): Row {
  const figure = { kind: "memory", ...summarise(ours.map(({ peakMiB }) => peakMiB)) } as const;
  return { what: `${what}: most memory of ours`, figure, expected: "< 200 MiB" };
}

function engineCost(timed: TimedTerraform, verb: string, folder: string, count: number): EngineCost {
  timed.take();
  const variables = cleanVariables();
  const PATH = `${timed.folder}${delimiter}${variables["PATH"] ?? ""}`;
  const { wallMs, cpuMs, peakMiB } = JSON.parse(
    printed("engine-cost.ts", [verb, folder, String(count)], { ...variables, PATH }),
  );
  const commands = timed.take();
  const costs = [...commands.values()];
  const sum = (of: (cost: Cost) => number) => costs.reduce((all, cost) => all + of(cost), 0);
  const terraform = { wallMs: sum((cost) => cost.wallMs), cpuMs: sum((cost) => cost.cpuMs) };
  return { wallMs, cpuMs, peakMiB, terraform, applyMs: commands.get("apply")?.wallMs ?? 0 };
}

/** The commands one after the other, as a pipeline runs them. */
function terraformAlone(program: string, folder: string, commands: readonly string[], apply?: string): PeerCost {
  const variables = { ...cleanVariables(), CHECKPOINT_DISABLE: "1" };
  const outputFile = join(folder, "output.log");
  const run = (words: readonly string[]): number => {
    const script = words.map((each) => `'${program}' ${each.replace(/(?=$| saved$)/, " -input=false -no-color")}`);
    return runTimed({ file: "bash", args: ["--norc", "-c", script.join(" && ")], folder, variables, outputFile })
      .wallMs;
  };
  const before = run(commands);
  const applyMs = apply === undefined ? 0 : run([apply]);
  return { wallMs: before + applyMs, applyMs };
}

function writeRoot(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  printed("write-root.ts", [folder, String(count)], cleanVariables());
}

function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

function printed(script: string, args: readonly string[], env: Readonly<Record<string, string | undefined>>): string {
  const file = fileURLToPath(new URL(`../terraform/${script}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${script} ${args.join(" ")} failed.\n${stderr.slice(-2_000)}`);
  return stdout;
}
