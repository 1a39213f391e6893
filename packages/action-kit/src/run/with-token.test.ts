import { inspect } from "node:util";
import { nodeClock, nodeEffects, Secret } from "@towpath/core";
import { expect, test } from "vitest";
import { tokenOf } from "../inputs/token-of.ts";
import { withToken } from "./with-token.ts";

const effects = nodeEffects({
  signal: new AbortController().signal,
  events: () => {},
  clock: nodeClock,
  variables: { OWN: "1" },
  folder: "/nowhere",
});

test("a token is one that was filled in, and a secret", () => {
  expect(tokenOf("ghs_of-a-test")?.reveal()).toBe("ghs_of-a-test");
  expect(inspect(tokenOf("ghs_of-a-test"), { depth: 9, showHidden: true })).not.toContain("ghs_of-a-test");
  expect([tokenOf(""), tokenOf("${{ github.token }}")]).toEqual([undefined, undefined]);
});

test("operations find the token beside the variables of the step, and nothing where there is none", () => {
  expect(withToken(effects, new Secret("t")).variables).toEqual({ OWN: "1", TOWPATH_GITHUB_TOKEN: "t" });
  expect(effects.variables).toEqual({ OWN: "1" });
  expect(withToken(effects, undefined)).toBe(effects);
});
