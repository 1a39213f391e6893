import { Secret } from "@towpath/core";
import { expect, test } from "vitest";
import { commandVariables } from "./command-variables.ts";

test.each([
  "INPUT_TOKEN",
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  "ACTIONS_RUNTIME_TOKEN",
  "GITHUB_OUTPUT",
  "TOWPATH_ARTIFACTS_PASSWORD",
  "TOWPATH_EVIDENCE_KEY",
  "TOWPATH_GITHUB_TOKEN",
  "TOWPATH_STATE_KEY",
])("a team's command does not inherit %s", (name) => {
  expect(commandVariables({ [name]: "secret", PATH: "/bin" }, {})).toEqual({ PATH: "/bin" });
});

test("what is added wins, secrets among it", () => {
  const added = { HOST: "localhost", URL: new Secret("postgres://…") };
  expect(commandVariables({ HOST: "0.0.0.0" }, added)).toEqual({ HOST: "localhost", URL: "postgres://…" });
});
