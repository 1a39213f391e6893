import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeCorpus } from "../corpus/write-corpus.ts";
import { documentPeers } from "../documents/document-peers.ts";
import { cleanVariables, towpathCommand } from "../example/towpath-command.ts";
import { besideCommand, besideEmptyNode } from "../measure/beside.ts";
import { measurePairs } from "../measure/measure-pairs.ts";
import { peakMemory } from "../measure/peak-memory.ts";
import type { Command } from "../measure/run-timed.ts";
import { summarise } from "../measure/summarise.ts";
import type { Row } from "../report/row.ts";
import type { Bench, Suite } from "./suite.ts";

const MANY = 10_000;
const EXPECTED: ReadonlyMap<string, string> = new Map([
  [`ajv-cli ${MANY}`, "≤ 0.75 (aim 0.55)"],
  [`jsonschema (C++) ${MANY}`, "≤ 0.65 (aim 0.45)"],
]);

/** Reading, validating, resolving and checking, from one manifest to as many as a company has. */
export const documents: Suite = {
  name: "documents",
  summary:
    "towpath check of 1 to 10,000 manifests (--whole: 100,000) beside what validates YAML, and the memory it takes",
  run(bench) {
    return [...one(bench), ...sizes(bench), ...kinds(bench), ...memory(bench), ...resolution(bench)];
  },
};

function one(bench: Bench): readonly Row[] {
  const folder = corpus(bench, "one", 1);
  return (["validate", "check"] as const).map((verb) =>
    besideEmptyNode(
      `${verb}, one manifest`,
      ours(bench, folder, verb, "team-0/0.yaml"),
      bench.pairs,
      "≤ 1.70 (aim 1.45)",
    ),
  );
}

function sizes(bench: Bench): readonly Row[] {
  const { root, scratch, rounds, say, isWhole } = bench;
  return [10, 1_000, MANY, ...(isWhole ? [100_000] : [])].flatMap((size) => {
    const folder = corpus(bench, `valid-${size}`, size);
    return documentPeers(root, scratch)
      .filter(({ most }) => size <= most)
      .map(({ name, command }) => {
        const what = `${size.toLocaleString("en")} manifests`;
        say(`${what}, beside ${name}`);
        const pairs = size > MANY ? 1 : size === 10 ? bench.pairs : rounds;
        const expected = EXPECTED.get(`${name} ${size}`);
        const row = besideCommand(
          `check, ${what}`,
          ours(bench, folder),
          name,
          command(folder),
          pairs,
          expected,
          "wall",
        );
        return {
          ...row,
          what: `${row.what} (${Math.round((size * 1000) / row.figure.median).toLocaleString("en")}/s)`,
        };
      });
  });
}

function kinds(bench: Bench): readonly Row[] {
  const { rounds, say } = bench;
  const valid = ours(bench, corpus(bench, `valid-${MANY}`, MANY));
  const wrong = { ...ours(bench, corpus(bench, "wrong", MANY, 10)), exitCode: 2 };
  say("a tenth invalid");
  const invalid = besideCommand(
    "check, 10,000, a tenth invalid",
    wrong,
    "all valid",
    valid,
    rounds,
    "≤ 1.25 (aim 1.10)",
    "wall",
  );
  say("all unchanged");
  return [invalid, { ...besideEmptyNode("check, 10,000, all unchanged", valid, rounds, "≤ 6.0 (aim 4.5)") }];
}

function memory(bench: Bench): readonly Row[] {
  const { rounds, say, isWhole } = bench;
  const [small, large] = isWhole ? [MANY, 100_000] : [1_000, MANY];
  say("memory");
  const at = (size: number) => () => peakMemory(ours(bench, corpus(bench, `valid-${size}`, size)));
  const { a, b, ratio } = measurePairs(Math.min(rounds, 3), at(large), at(small));
  return [
    {
      what: `check, ${large.toLocaleString("en")}, most memory`,
      figure: { kind: "memory", ...a },
      beside: { what: small.toLocaleString("en"), figure: { kind: "memory", ...b }, ratio },
      expected: isWhole ? "growth ≤ 1.6 (aim 1.3)" : "≤ 128 MiB (aim 100)",
    },
  ];
}

function resolution({ rounds, say }: Bench): readonly Row[] {
  const script = fileURLToPath(new URL("../documents/resolve-cost.ts", import.meta.url));
  const at = (size: number) => () => {
    const { stdout, stderr } = spawnSync(process.execPath, [script, String(size)], {
      env: cleanVariables(),
      encoding: "utf8",
    });
    if (!(Number(stdout) > 0)) throw new Error(`The cost of resolving cannot be measured.\n${stderr}`);
    return Number(stdout);
  };
  say("resolving");
  const { a, b, ratio } = measurePairs(rounds, at(100_000), at(1_000));
  const tens = summarise(Array.from({ length: rounds }, at(MANY)));
  return [
    {
      what: "resolve twice and compare, each of 10,000 resources",
      figure: { kind: "each", ...tens },
      expected: "≤ 10 µs (aim 4)",
    },
    {
      what: "the same, each of 100,000",
      figure: { kind: "each", ...a },
      beside: { what: "each of 1,000", figure: { kind: "each", ...b }, ratio },
      expected: "growth ≤ 1.4 (aim 1.2)",
    },
  ];
}

function ours(
  { root, scratch }: Bench,
  folder: string,
  verb: "check" | "validate" = "check",
  pattern = "**/*.yaml",
): Command {
  return towpathCommand(root, folder, scratch, [verb, pattern]);
}

function corpus({ scratch }: Bench, name: string, count: number, wrongEach?: number): string {
  const folder = join(scratch, name);
  if (mkdirSync(folder, { recursive: true }) !== undefined) writeCorpus(folder, count, wrongEach);
  return folder;
}
