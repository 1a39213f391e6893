import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileStore, openSecretBox, withLock } from "@towpath/provisioning";
import { sweepWorkFolders } from "../../process/sweep-work-folders.ts";
import { openWorkFolder } from "../../process/work-folder.ts";
import { readPending } from "../pending.ts";
import { progressLog } from "../progress-log.ts";
import { readTerraformState } from "../read-state.ts";
import { rescueState } from "../rescue-state.ts";
import { serveState } from "../serve-state.ts";
import { thingsOf } from "../state-file.ts";
import { terraformStateKey } from "../state-key.ts";
import { contextOf } from "./context-of.ts";
import { rootOf, through } from "./run-through.ts";

// Applies some things as an engine does, in a process that can be killed: takes up what an earlier one left, imports what that
// one had made, and notes what it is about to make.
const [data = "", run = "", names = "", there = "", reattach = ""] = process.argv.slice(2);
const store = fileStore(join(data, "state"));
const box = await openSecretBox(join(data, "secret.key"));
const key = terraformStateKey("orders", "dev", "cloud");
const context = contextOf(run);
const effects = { clock: context.clock, signal: context.signal, events: () => undefined };
const base = join(data, "terraform/work");
const known = async (): Promise<readonly string[]> => {
  const state = await readTerraformState(store, key, box);
  return state ? thingsOf({ document: state }).map(({ address }) => address) : [];
};

await withLock(store, "orders/dev", context.holder, 30_000, effects, async (locked) => {
  for (;;) {
    const { running, failed } = await sweepWorkFolders(base, async (folder) => {
      await rescueState(folder, { data });
    });
    if (failed.length > 0) throw failed[0]?.error;
    if (running.length === 0) break;
    await context.clock.sleep(50, context.signal); // a Terraform of the run that was killed finishes its step
  }
  const work = await openWorkFolder(base, context.clock);
  const parts = { store: locked.store, key, box, mode: "write", context, data } as const;
  const served = await serveState(parts);
  const terraform = await through(work.path, parts, { TF_REATTACH_PROVIDERS: reattach });
  const inState = new Set(await known());
  const missing = names.split(",").filter((name) => !inState.has(`memory_thing.${name}`));
  const pending = new Map((await readPending(store, key)).map(({ to, id }) => [to, id]));
  const imports = missing.flatMap((name) => {
    const to = `memory_thing.${name}`;
    // What nobody heard the id of a person looks for: these are found in the cloud.
    const id =
      pending.get(to) || (pending.has(to) && there.split(",").includes(`things/${name}`) ? `things/${name}` : "");
    return id === "" ? [] : [{ to, id }];
  });
  // Two at a time, each after the one before it: Terraform writes its state when all are made.
  const all = names.split(",");
  const things = Object.fromEntries(
    all.map((name, index) => {
      const labels = index < 2 ? {} : { labels: { after: `\${memory_thing.${all[index - 2]}.id}` } };
      return [name, { name, secret: "correct-horse", ...labels }];
    }),
  );
  await terraform.write(rootOf({ memory_thing: things }, imports.length > 0 ? { import: imports } : {}));
  const log = progressLog(locked.store, key, context);
  await log.plan(missing.map((name) => `memory_thing.${name}`));
  const applied = await terraform.apply(served);
  if (applied.exitCode !== 0) throw new Error(JSON.stringify(applied));
  await rescueState(work.path, { data });
  await served.takeUpRescued();
  await log.settle(await known());
  await served.close();
  await work.dispose();
  const left = await readdir(base);
  process.stdout.write(`${JSON.stringify({ imported: imports.length, left })}\n`);
});
