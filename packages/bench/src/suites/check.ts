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
    const acme = ["--platform", join(root, "examples", "platform")];
    const measured: readonly (readonly [string, readonly string[]])[] = [
      ["validate", ["validate"]],
      ["check, one environment", ["check"]],
      ["check, the example platform's three", ["check", ...acme]],
    ];
    return measured.map(([what, words]) => {
      say(what);
      return besideEmptyNode(what, towpathCommand(root, folder, scratch, words), pairs);
    });
  },
};
