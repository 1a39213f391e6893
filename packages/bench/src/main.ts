import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeMachine } from "./report/describe-machine.ts";
import { renderRows } from "./report/render-rows.ts";
import type { Row } from "./report/row.ts";
import { suites } from "./suites/suites.ts";

const USAGE = `Usage: npm run bench -- [--only NAME]… [--pairs N] [--rounds N] [--whole]

${suites.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}`).join("\n")}
`;

const root = fileURLToPath(new URL("../../..", import.meta.url));
const say = (text: string) => process.stderr.write(`${text}\n`);

// The child gets it too and fails, and then what was started is taken down.
let isInterrupted = false;
process.on("SIGINT", () => {
  isInterrupted = true;
});
process.exitCode = await main();

async function main(): Promise<number> {
  const request = readRequest();
  if (typeof request === "number") return request;
  const machine = describeMachine(new Date().toISOString().slice(0, 10));
  const rows: Row[] = [];
  let failed = 0;
  for (const suite of request.suites) {
    const scratch = mkdtempSync(join(tmpdir(), `towpath-bench-${suite.name}-`));
    chmodSync(scratch, 0o711); // as root, servers run as another account, which must get through
    say(`${suite.name}: ${suite.summary}`);
    try {
      const { pairs, rounds, isWhole } = request;
      rows.push(...suite.run({ root, scratch, pairs, rounds, isWhole, say: (text) => say(`  ${text} …`) }));
    } catch (error) {
      failed++;
      say(`${suite.name} failed: ${error instanceof Error ? error.message : error}`);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    await setImmediate(); // lets a signal in
    if (isInterrupted) return 130;
  }
  if (rows.length > 0) process.stdout.write(`${machine}\n\n${renderRows(rows)}\n`);
  return failed === 0 ? 0 : 1;
}

function readRequest() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string", multiple: true },
        pairs: { type: "string", default: "15" },
        rounds: { type: "string", default: "5" },
        whole: { type: "boolean", default: false },
        help: { type: "boolean", short: "h" },
      },
    });
    const unknown = values.only?.find((name) => !suites.some((suite) => suite.name === name));
    if (unknown !== undefined) throw new Error(`There is no suite "${unknown}".`);
    const [pairs, rounds] = [Number(values.pairs), Number(values.rounds)];
    if (!(pairs >= 1 && rounds >= 1)) throw new Error("--pairs and --rounds are whole numbers from 1.");
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    return {
      suites: suites.filter(({ name }) => values.only?.includes(name) ?? true),
      pairs,
      rounds,
      isWhole: values.whole,
    };
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
}
