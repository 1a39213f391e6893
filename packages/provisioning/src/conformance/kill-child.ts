// Carries a graph out with the driver of a module, and is killed: by itself before a write, or from outside.
import { readFileSync, writeSync } from "node:fs";
import { errorMessage, nodeClock } from "@towpath/core";
import { openBench } from "./bench.ts";
import { cutStore } from "./cut-store.ts";
import { loadSubject } from "./load-subject.ts";
import { openKit } from "./open-kit.ts";
import type { ChildLine, ChildRequest } from "./run-in-child.ts";

const say = (line: ChildLine) => writeSync(1, `${JSON.stringify(line)}\n`);

const request: ChildRequest = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const { module, folder, service, graph, goal, killAtWrite } = request;
try {
  const kit = await openKit(await loadSubject(module), {
    folder,
    clock: nodeClock,
    signal: new AbortController().signal,
    variables: process.env,
  });
  const bench = openBench(kit, service);
  const { outcome } = await bench.apply(graph, {
    goal,
    onCall: ({ method }) => method !== "read" && say({ call: method }),
    onChanged: (changed) => say({ changed }),
    store: (store) =>
      cutStore(store, {
        before(write) {
          if (write === killAtWrite) process.kill(process.pid, "SIGKILL");
        },
      }),
  });
  const failed = outcome.changes.find(({ status }) => status === "failed");
  say(failed ? { broken: failed.message ?? "it failed" } : { done: outcome.status });
} catch (error) {
  say({ broken: errorMessage(error) });
}
process.exit(0); // what a driver keeps open must not keep the child
