import { nodeClock } from "@towpath/core";
import { childVariables } from "../child-variables.ts";
import { runTerraform } from "../run-terraform.ts";
import { openWorkFolder } from "../work-folder.ts";

/** Applies a root module in a work folder of its own, as a process that a test stops by SIGTERM and kills: base, program, root module. */
const [base = "", program = "", root = ""] = process.argv.slice(2);
const controller = new AbortController();
process.once("SIGTERM", () => controller.abort());
const { path, write } = await openWorkFolder(base, nodeClock);
await write(new Map([["main.tf.json", Buffer.from(root)]]));
for (const args of [
  ["init", "-json", "-input=false"],
  ["apply", "-json", "-input=false", "-auto-approve"],
]) {
  const { exitCode } = await runTerraform({
    program: { path: program, product: "terraform", version: "1.11.4" },
    folder: path,
    args,
    variables: childVariables(process.env, []),
    secrets: [],
    context: { signal: controller.signal, clock: nodeClock, events: () => {} },
    onMessage: (message) => console.log(message.type),
  });
  console.log(`${args[0]} ended with ${exitCode}`);
}
