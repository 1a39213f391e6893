import { join } from "node:path";
import { copyExample } from "../example/copy-example.ts";
import { towpathCommand } from "../example/towpath-command.ts";
import { besideEmptyNode } from "../measure/beside.ts";
import type { Suite } from "./suite.ts";

export const check: Suite = {
  name: "check",
  summary: "towpath validate and check of one manifest, the whole process",
  run({ root, scratch, pairs, say }) {
    const folder = join(scratch, "orders");
    copyExample(root, folder);
    return ["validate", "check"].map((verb) => {
      say(verb);
      return besideEmptyNode(`${verb}, one manifest`, towpathCommand(root, folder, scratch, [verb]), pairs);
    });
  },
};
