import { expect, test } from "vitest";
import type { RunResult } from "../run-terraform.ts";
import { failureOf, type RootPlaces } from "./failure-of.ts";
import { CLOUDS, CORE, type KnownFailure, TOFU } from "./testing/known-failures.ts";

const place = (file: string) => ({ file });
const root: RootPlaces = {
  addressOf: (address) => (address.startsWith("module.db") ? "resources.db" : undefined),
  placeOf: (file, line) => (file === "main.tf.json" ? place(`towpath.yaml:${line}`) : undefined),
  placeOfAddress: (address) => (address.startsWith("module.db") ? place("towpath.yaml") : undefined),
};

function result(parts: Partial<RunResult>): RunResult {
  return { exitCode: 1, stdout: "", diagnostics: [], program: "Terraform", isCancelled: false, lines: [], ...parts };
}

function failureFor({ diagnostic, doing }: KnownFailure) {
  const whole = { severity: "error" as const, detail: "", ...diagnostic };
  return failureOf(result({ diagnostics: [whole] }), doing, root, "prod");
}

for (const [name, failures] of Object.entries({ CORE, CLOUDS, TOFU }))
  for (const failure of failures)
    test(`${name}: ${failure.diagnostic.summary.slice(0, 70)} → ${failure.code} (${failure.says[0]})`, () => {
      const { code, message, hint } = failureFor(failure);
      if (process.env["SHOW"]) console.log(`${code}: ${message}\n    ${hint}`);
      expect(code).toBe(`engine-terraform/${failure.code}`);
      for (const text of failure.says) expect(`${message}\n${hint}`).toContain(text);
      expect(message).toMatch(/^[A-Z"`r].*\.$/s);
      expect(message.length).toBeLessThan(700);
      expect(hint).toMatch(/^[A-Z].*[.)]$/s);
    });
