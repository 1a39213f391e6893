import { afterEach, expect, test } from "vitest";
import { type Flaw, loadedService } from "../testing/load/loaded-service.ts";
import { closeScene, type Outcome, openScene, perform, type Scene } from "../testing/load/scene.ts";
import type { Question } from "../testing/load/visitors.ts";
import { build } from "./build.ts";
import { deploy } from "./deploy.ts";
import { down } from "./down.ts";
import { promote } from "./promote.ts";
import { rollback } from "./rollback.ts";

const LONG = Boolean(process.env["TOWPATH_LONG"]);
const PORT = 18_230;

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

const letter = "x".repeat(64 * 1024);
const QUESTIONS: readonly Question[] = [
  ...[1, 2, 3].map((): Question => ({ method: "GET", path: "/" })),
  { method: "GET", path: "/?closing", closes: true },
  { method: "POST", path: "/echo", body: letter, check: (body) => (body === letter ? undefined : "another echo") },
  { method: "POST", path: "/echo", body: "short", closes: true },
  ...[1, 2].map((): Question => ({ method: "GET", path: "/slow" })), // longer than a proof takes: somebody always waits
  { method: "GET", path: "/stream", check: (body) => (body.endsWith("line 8\n") ? undefined : "not all lines") },
];

/** What a step of the test does, as a word or two. */
type Step =
  | { readonly act: "deploy"; readonly strategy: string; readonly flaw?: Flaw | undefined }
  | { readonly act: "rollback" | "promote" };

const good = (strategy: string): Step => ({ act: "deploy", strategy });
const flawed = (strategy: string, flaw: Flaw): Step => ({ act: "deploy", strategy, flaw });

const VERDICT: Readonly<Record<Flaw, string>> = {
  "does not start": "failed_before_exposure",
  "ill once exposed": "rolled_back",
  "smoke fails": "rolled_back",
  "fails while it bakes": "rolled_back",
  "wrong identity": "rolled_back",
};

async function play(steps: readonly Step[]): Promise<void> {
  const service = loadedService(PORT);
  const { effects } = service;
  let written = 0;
  const write = async (strategy: string, flaw?: Flaw) => {
    written += 1;
    service.write(`1.${written}.0`, { strategy, flaw });
    expect(await build({ version: `1.${written}.0` }, effects)).toMatchObject({ status: "ok" });
  };
  const environment = "dev";
  await write("rolling");
  const open = async (where: string, first: () => Promise<Outcome>) => {
    endings.push(() => down({ environment: where }, effects));
    const scene = await openScene(first, QUESTIONS, true);
    endings.unshift(() => scene.visitors.leave());
    return scene;
  };
  const dev = await open(environment, () => deploy({ environment }, effects));
  let int: Scene | undefined;

  for (const step of steps) {
    if (step.act === "deploy") {
      await write(step.strategy, step.flaw);
      const isFlawed = step.flaw !== undefined;
      const { verdict } = await perform(dev.acts, () => deploy({ environment }, effects), isFlawed);
      expect([step, verdict]).toEqual([step, step.flaw ? VERDICT[step.flaw] : "succeeded"]);
    } else if (step.act === "rollback") {
      expect(await perform(dev.acts, () => rollback({ environment }, effects))).toMatchObject({ verdict: "succeeded" });
    } else {
      const on = () => promote({ from: environment, to: "int" }, effects);
      if (int) expect(await perform(int.acts, on)).toMatchObject({ verdict: "succeeded" });
      else int = await open("int", on);
    }
  }
  const often = ["GET /", "POST /echo", "GET /stream", "message"];
  await closeScene(dev, often);
  if (int) await closeScene(int, often);
}

const SHORT: readonly Step[] = [
  good("canary"),
  flawed("rolling", "smoke fails"),
  flawed("blue-green", "does not start"),
  good("blue-green"),
  { act: "rollback" },
];

/** Fifty-five: each flaw in each strategy, with a rollback and two ways on to the next environment between them. */
const WHOLE: readonly Step[] = ["rolling", "blue-green", "canary", "rolling", "canary"].flatMap((strategy) => [
  good(strategy),
  { act: "promote" },
  flawed(strategy, "smoke fails"),
  flawed(strategy, "does not start"),
  good(strategy),
  flawed(strategy, "ill once exposed"),
  { act: "rollback" },
  flawed(strategy, "fails while it bakes"),
  good(strategy),
  { act: "promote" },
  flawed(strategy, "wrong identity"),
]);

test("not one request is lost, and none is answered by what was refused, while versions come and go", async () => {
  await play(LONG ? WHOLE : SHORT);
}, 900_000);
