import { describe, expect, test } from "vitest";
import type { ExplainedLayer } from "./explanation.ts";
import { holdingLayer } from "./layers-at.ts";

const layers = (written: string): readonly ExplainedLayer[] =>
  written.split(" ").map((one): ExplainedLayer => {
    const [layer, value = ""] = one.split("=");
    const named = { type: "type", size: "size", service: "service", over: "service environment" } as const;
    if (layer !== "type" && layer !== "size" && layer !== "service" && layer !== "over") throw new Error(one);
    return { layer: named[layer], value: value === "" ? null : value };
  });

describe("which layer holds", () => {
  test.each([
    ["type=1", "1"],
    ["type=1 size=2 service=3", "3"],
    ["type=1 service=3 over=4", "4"],
    ["type=1 size=2 service=3 over=", "2"],
    ["type=1 over=", "1"],
    ["service=3 over=", undefined],
    ["over=", undefined],
    // A container takes over what its workload says, once its own is taken out.
    ["service=1 service=2 over=", "1"],
    ["service=1 over= service=2", "2"],
    ["service=1 over= service=2 over=", undefined],
  ])("of %s it is %s", (written, holds) => {
    expect(holdingLayer(layers(written))?.value).toBe(holds);
  });
});
