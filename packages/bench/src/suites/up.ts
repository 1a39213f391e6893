import { join } from "node:path";
import { openExample } from "../example/running-example.ts";
import { summarise } from "../measure/summarise.ts";
import type { Suite } from "./suite.ts";

const WARM_RUNS = 3;

export const up: Suite = {
  name: "up",
  summary: "towpath up of examples/orders, with no data and when it runs already",
  run({ root, scratch, rounds, say }) {
    const cold: number[] = [];
    const warm: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      // The first round fetches what the cache lacks, and does not count.
      say(round === 0 ? "a first round, which does not count" : `round ${round} of ${rounds}`);
      using example = openExample(root, join(scratch, `round-${round}`));
      const first = example.towpath("up").wallMs;
      if (round === 0) continue;
      cold.push(first);
      for (let run = 0; run < WARM_RUNS; run++) warm.push(example.towpath("up").wallMs);
    }
    return [
      { what: "up, cold", figure: { kind: "wall", ...summarise(cold) }, expected: "< 5000 ms" },
      { what: "up, warm", figure: { kind: "wall", ...summarise(warm) }, expected: "< 1000 ms" },
    ];
  },
};
