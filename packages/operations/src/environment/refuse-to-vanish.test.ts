import { graphWith } from "@towpath/testkit";
import { expect, test } from "vitest";
import { refuseToVanish } from "./refuse-to-vanish.ts";

const HOSTED = { GITHUB_ACTIONS: "true", RUNNER_ENVIRONMENT: "github-hosted" };
const environment = (kind: string, store?: string) => ({
  ...graphWith({ engines: [{ name: "azure", kind, options: {} }] }).environment,
  ...(store === undefined ? {} : { state: { store, options: {} } }),
});

test.each([undefined, "file"])("files (%s) that vanish are refused for what stays elsewhere", (store) => {
  expect(() => refuseToVanish(environment("terraform", store), { variables: HOSTED })).toThrow(
    expect.objectContaining({
      code: "operation/state-would-vanish",
      message: expect.stringContaining('engine "azure"'),
    }),
  );
});

test.each([
  ["what vanishes with them", environment("local"), HOSTED],
  ["a runner that stays", environment("terraform"), { ...HOSTED, RUNNER_ENVIRONMENT: "self-hosted" }],
  ["a person's own machine", environment("terraform"), {}],
  ["a store that stays", environment("terraform", "postgres"), HOSTED],
])("%s is fine", (_, of, variables) => {
  expect(() => refuseToVanish(of, { variables })).not.toThrow();
});
