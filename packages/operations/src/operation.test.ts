import { TowpathError } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { causeOf, operation } from "./operation.ts";
import { folderWith } from "./testing/folder-with.ts";

const place = { file: "towpath.yaml", range: { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } } };
const run = (thrown: unknown, signal?: AbortSignal) =>
  operation("plan", async () => {
    throw thrown;
  })({}, folderWith({}, signal ? { signal } : {}).effects);

describe("whatever a verb throws becomes a result", () => {
  test.each([
    ["user", "invalid", "fail"],
    ["refused", "failed", "fail"],
    ["fault", "fault", "error"],
  ] as const)("an error of kind %s gives the status %s", async (kind, status, outcome) => {
    const error = new TowpathError({ code: "x/y", message: "What was wrong.", hint: "What to do.", kind, place });
    const result = await run(error);
    expect(result).toMatchObject({
      status,
      findings: [{ code: "x/y", message: "What was wrong.", outcome, suggestions: ["What to do."], places: [place] }],
    });
    expect(causeOf(result)).toBe(error);
  });

  test("what stopped halfway does not say that nothing was done, and shows what a command printed last", async () => {
    const result = await operation("up", async (_, { events }) => {
      events({ type: "started", id: "db", title: "Create resources.db" });
      throw new TowpathError({ code: "x/y", message: "It failed.", kind: "refused", tail: ["no such module"] });
    })({}, folderWith({}, {}).effects);
    expect(result.summary).toBe("It ended there. What was done before is kept; the same command goes on from there.");
    expect(result.sections).toEqual([{ kind: "lines", title: "It printed last:", lines: ["no such module"] }]);
  });

  test("a fault that stopped the run from outside is what it failed for, whatever the verb makes of it", async () => {
    const controller = new AbortController();
    const loose = new TowpathError({ code: "operation/loose-error", message: "Nobody waited for it.", kind: "fault" });
    controller.abort(loose);
    const stopped = { status: "fault", findings: [{ code: "operation/loose-error", outcome: "error" }] };
    expect(await run(controller.signal.reason, controller.signal)).toMatchObject(stopped);
    const { effects } = folderWith({}, { signal: controller.signal });
    const ended = operation("plan", async () => ({ status: "interrupted", summary: "Half of it.", data: 1 }) as const);
    expect(await ended({}, effects)).toMatchObject({ ...stopped, summary: "Half of it.", data: 1 });
  });

  test.each(["ENOSPC", "EROFS", "EACCES"])("%s of the system names the path and what to do", async (code) => {
    const error = Object.assign(new Error("write failed"), { code, path: "/data/state" });
    const { status, findings } = await run(error);
    expect(status).toBe("fault");
    expect(findings[0]).toMatchObject({ code: "operation/disk", message: expect.stringContaining("/data/state") });
  });

  test("what nobody expected is a fault without a stack", async () => {
    const { status, findings } = await run(new RangeError("boom"));
    expect(status).toBe("fault");
    expect(JSON.stringify(findings)).not.toMatch(/\bat .*:\d+:\d+/);
  });

  test("an abort is an interruption, and an abort error of something else is not", async () => {
    const abort = AbortSignal.abort(new Error("interrupted"));
    expect((await run(abort.reason, abort)).status).toBe("interrupted");
    expect((await run(new DOMException("timed out", "AbortError"))).status).toBe("fault");
  });
});
