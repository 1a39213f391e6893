import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { manifestText } from "../corpus/manifest-text.ts";
import { workflowText } from "../corpus/workflow-text.ts";
import { cleanVariables, towpathCommand } from "../example/towpath-command.ts";
import { besideCommand, besideEmptyNode } from "../measure/beside.ts";
import { measurePairs } from "../measure/measure-pairs.ts";
import type { Command } from "../measure/run-timed.ts";
import { actionlint, spectral } from "../policy/policy-peers.ts";
import type { Row } from "../report/row.ts";
import type { Bench, Suite } from "./suite.ts";

const RULES = 141;
const RESOURCES = 15_000;
/** What rules cost: over one service with its workflows, over many resources, over many workflows. */
export const policy: Suite = {
  name: "policy",
  summary: "rules: one service with 10 workflows, 15,000 resources by 141 rules, 1,500 workflow files, one rule more",
  run(bench) {
    return [...service(bench), ...resources(bench), ...workflows(bench)];
  },
};

function service(bench: Bench): readonly Row[] {
  const { scratch, pairs, say } = bench;
  const folder = repository(bench, "one-service", 10);
  const withYaml = repository(bench, "one-service-yaml", 10, ["./policies/*.yaml"]);
  say("one service with 10 workflows");
  const what = "check, one service, 10 workflows, the strict pack";
  return [
    besideEmptyNode(what, ours(bench, folder), pairs, "≤ 100 ms CPU more"),
    besideCommand(what, ours(bench, folder), "Spectral, ten rules, no workflows", spectral(folder, scratch), 7),
    besideCommand(
      "the same, and three rules in YAML",
      ours(bench, withYaml),
      "without them",
      ours(bench, folder),
      pairs,
    ),
  ];
}

function resources({ rounds, say }: Bench): readonly Row[] {
  say("resources by rules");
  const all = measurePairs(rounds, cost(RESOURCES, RULES), cost(RESOURCES / 10, RULES));
  const more = measurePairs(rounds, cost(RESOURCES, RULES * 2), cost(RESOURCES, RULES));
  return [
    {
      what: `${RESOURCES.toLocaleString("en")} resources, ${RULES} rules`,
      figure: { kind: "cpu", ...all.a },
      beside: { what: "a tenth of the resources", figure: { kind: "cpu", ...all.b }, ratio: all.ratio },
      expected: "≤ 2,000 ms, ratio near 10",
    },
    {
      what: `the same, ${RULES * 2} rules`,
      figure: { kind: "cpu", ...more.a },
      beside: { what: `${RULES} rules`, figure: { kind: "cpu", ...more.b }, ratio: more.ratio },
      expected: "ratio near 2",
    },
  ];
}

function workflows(bench: Bench): readonly Row[] {
  const { scratch, rounds, say } = bench;
  const [many, few] = [1_500, 150].map((count) => repository(bench, `workflows-${count}`, count));
  if (many === undefined || few === undefined) return [];
  say("1,500 workflow files");
  const what = (count: string) => `check, ${count} workflow files, the strict pack`;
  return [
    besideCommand(what("1,500"), ours(bench, many), "150 workflow files", ours(bench, few), rounds, "ratio at most 10"),
    // It takes minutes for ten times as many: its memory grows with each.
    besideCommand(what("150"), ours(bench, few), "actionlint (wasm)", actionlint(few, scratch), Math.min(3, rounds)),
  ];
}

function cost(count: number, rules: number): () => number {
  const script = fileURLToPath(new URL("../policy/policy-cost.ts", import.meta.url));
  return () => {
    const { stdout, stderr } = spawnSync(process.execPath, [script, String(count), String(rules)], {
      env: cleanVariables(),
      encoding: "utf8",
    });
    if (!(Number(stdout) > 0)) throw new Error(`The cost of rules cannot be measured.\n${stderr}`);
    return Number(stdout);
  };
}

/** A repository with one service and its workflows, checked by the example platform with the strict pack and others. */
function repository({ root, scratch }: Bench, name: string, count: number, packs: readonly string[] = []): string {
  const folder = join(scratch, name);
  const below = join(folder, ".github", "workflows");
  mkdirSync(below, { recursive: true });
  const manifest = `${manifestText(1).replace(/owner: [\w-]+/, "owner: team-checkout")}toolchain: { node: "24" }\n`;
  writeFileSync(join(folder, "towpath.yaml"), manifest);
  writeFileSync(join(folder, ".github", "CODEOWNERS"), "* @acme/checkout\n");
  const platform = join(folder, "platform");
  cpSync(join(root, "examples", "platform"), platform, { recursive: true });
  const file = join(platform, "platform.yaml");
  const asked = readFileSync(file, "utf8")
    .replace(/^ {2}packs:.*$/m, `  packs: ${JSON.stringify(["@towpath/policy/strict", ...packs])}`)
    .replace(/^waivers:.*$/m, "");
  // Levels of rules that nobody has would be findings.
  writeFileSync(file, packs.length > 0 ? asked : asked.replace(/^ +acme\/.*\n/gm, ""));
  for (let number = 0; number < count; number += 1)
    writeFileSync(join(below, `service-${number}.yml`), workflowText(number));
  return folder;
}

function ours({ root, scratch }: Bench, folder: string): Command {
  return towpathCommand(root, folder, scratch, ["check", "--platform", "platform", "-e", "dev"]);
}
