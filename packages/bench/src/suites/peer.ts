import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jsonschemaProgram } from "../documents/document-peers.ts";
import { cleanVariables, towpathCommand } from "../example/towpath-command.ts";
import { besideCommand } from "../measure/beside.ts";
import type { Command } from "../measure/run-timed.ts";
import type { Row } from "../report/row.ts";
import type { Bench, Suite } from "./suite.ts";

/** The peers say yes or no to the schema; `validate` also finds places, placeholders and what the platform offers. */
export const peer: Suite = {
  name: "peer",
  summary: "towpath validate beside a JSON Schema validator in C++ and a script with ajv",
  run(bench) {
    const one = manifests(bench, 1);
    const many = manifests(bench, 300);
    return [...beside(bench, "one manifest", one, bench.pairs), ...beside(bench, "300 manifests", many, 7)];
  },
};

function beside({ root, scratch, say }: Bench, what: string, folder: string, pairs: number): readonly Row[] {
  const schema = join(root, "packages", "manifest", "schemas", "service.json");
  const run = (file: string, args: readonly string[]): Command => ({
    file,
    args,
    folder,
    variables: cleanVariables(),
    outputFile: join(scratch, "output.log"),
  });
  const platform = join(root, "examples", "platform"); // on the starter platform most of the time is printing notices
  const ours = towpathCommand(root, folder, scratch, ["validate", "**/towpath.yaml", "--platform", platform]);
  const script = fileURLToPath(new URL("../peers/ajv-validate.ts", import.meta.url));
  const peers: readonly (readonly [string, Command])[] = [
    ["jsonschema (C++)", run(jsonschemaProgram(), ["validate", schema, folder, "--extension", ".yaml"])],
    ["js-yaml + ajv", run(process.execPath, [script, schema, folder])],
  ];
  return peers.map(([name, command]) => {
    say(`${what}, beside ${name}`);
    return besideCommand(`validate, ${what}`, ours, name, command, pairs);
  });
}

/** A folder of its own for each copy of the example's manifest. */
function manifests({ root, scratch }: Bench, count: number): string {
  const folder = join(scratch, `manifests-${count}`);
  for (let index = 0; index < count; index++) {
    const service = join(folder, `service-${index}`);
    mkdirSync(service, { recursive: true });
    copyFileSync(join(root, "examples", "orders", "towpath.yaml"), join(service, "towpath.yaml"));
  }
  return folder;
}
