import { nodeClock } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS, patiently } from "./limits.ts";
import { isTransient, transient } from "./transient.ts";

const limits = { ...DEFAULT_LIMITS, graceMs: 1_000, settleMs: 60, attempts: 3, backoffMs: 1 };
const never = new AbortController().signal;
const world = (signal: AbortSignal = never) => ({ clock: nodeClock, signal });

describe("patience", () => {
  test("tries again what may pass, and nothing else", async () => {
    let tries = 0;
    const flaky = async () => {
      tries += 1;
      if (tries < 3) throw transient(new Error("busy"));
      return tries;
    };
    expect(await patiently("It", 1_000, limits, world(), flaky)).toBe(3);
    tries = 0;
    const broken = async () => {
      tries += 1;
      throw new Error("broken");
    };
    await expect(patiently("It", 1_000, limits, world(), broken)).rejects.toThrow("broken");
    expect(tries).toBe(1);
    await expect(
      patiently("It", 1_000, limits, world(), async () => Promise.reject(transient(new Error("busy")))),
    ).rejects.toThrow("busy");
  });

  test("ends: whoever does not listen is left behind", async () => {
    const deaf = () => new Promise<never>(() => undefined);
    await expect(patiently("Creating it", 50, limits, world(), deaf)).rejects.toMatchObject({
      code: "provisioning/timeout",
      message: expect.stringContaining("Creating it was not done"),
    });
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(new Error("interrupted")), 20);
    await expect(patiently("It", 10_000, limits, world(cancel.signal), deaf)).rejects.toThrow("interrupted");
  });

  test("lets a step end after the run was cancelled", async () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(new Error("interrupted")), 5);
    const step = async (signal: AbortSignal) => {
      await nodeClock.sleep(30, never);
      return signal.aborted;
    };
    expect(await patiently("It", 10_000, limits, world(cancel.signal), step)).toBe(false);
  });

  test("knows what the network throws on a bad day", () => {
    const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    expect(isTransient(new Error("outer", { cause: refused }))).toBe(true);
    expect(isTransient(new Error("other"))).toBe(false);
    expect(isTransient("ECONNREFUSED")).toBe(false);
  });
});
