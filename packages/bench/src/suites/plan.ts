import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openExample } from "../example/running-example.ts";
import { cleanVariables } from "../example/towpath-command.ts";
import { emptyNode } from "../measure/beside.ts";
import { measurePairs } from "../measure/measure-pairs.ts";
import { runTimed } from "../measure/run-timed.ts";
import type { Suite } from "./suite.ts";

/** A plan waits for servers, so the clock on the wall is what counts. */
const PAIRS = 5;

export const plan: Suite = {
  name: "plan",
  summary: "towpath plan -e dev of examples/orders where nothing has changed",
  run({ root, scratch, say }) {
    say("bringing the example up");
    using example = openExample(root, join(scratch, "example"));
    example.towpath("up");
    say("planning");
    const folder = join(scratch, "empty");
    mkdirSync(folder);
    const nothing = emptyNode({ folder, variables: cleanVariables() });
    const { a, b, ratio } = measurePairs(
      PAIRS,
      () => example.towpath("plan", "-e", "dev").wallMs,
      () => runTimed(nothing).wallMs,
    );
    return [
      {
        what: "plan, no change",
        figure: { kind: "wall", ...a },
        beside: { what: "node -e 0", figure: { kind: "wall", ...b }, ratio },
      },
    ];
  },
};
