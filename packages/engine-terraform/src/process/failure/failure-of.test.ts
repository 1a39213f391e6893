import { TowpathError } from "@towpath/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnostic } from "../diagnostic.ts";
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
  return {
    exitCode: 1,
    stdout: "",
    diagnostics: [],

    program: "Terraform",
    isCancelled: false,
    lines: [],
    ...parts,
  };
}

function failureFor({ diagnostic, doing }: KnownFailure) {
  const whole = { severity: "error" as const, detail: "", ...diagnostic };
  return failureOf(result({ diagnostics: [whole] }), doing, root, "prod");
}

for (const [name, failures] of Object.entries({ CORE, CLOUDS, TOFU }))
  for (const failure of failures)
    test(`${name}: ${failure.diagnostic.summary.slice(0, 70)} → ${failure.code} (${failure.says[0]})`, () => {
      const { code, message, hint } = failureFor(failure);
      expect(code).toBe(`engine-terraform/${failure.code}`);
      for (const text of failure.says) expect(`${message}\n${hint}`).toContain(text);
      expect(message).toMatch(/^[A-Z"`r].*\.$/s);
      expect(message.length).toBeLessThan(700);
      expect(hint).toMatch(/^[A-Z].*[.)]$/s);
    });

const SERVER = "module.db.azurerm_postgresql_flexible_server.server";
const error = (summary: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  summary,
  detail: "",
  ...more,
});

test("the place is that of the line, else that of the resource's call", () => {
  const range = { file: "main.tf.json", line: 7, column: 3 };
  const of = (diagnostic: Diagnostic) => failureOf(result({ diagnostics: [diagnostic] }), "plan", root, "prod").place;
  expect(of(error("No", { range, address: SERVER }))).toEqual({ file: "towpath.yaml:7" });
  expect(of(error("No", { range: { ...range, file: "modules/db/main.tf" }, address: SERVER }))).toEqual({
    file: "towpath.yaml",
  });
  expect(of(error("No", { context: "module.db" }))).toEqual({ file: "towpath.yaml" });
  expect(of(error("No"))).toBe(undefined);
});

test("a value that its variable refuses is placed by the rule that refuses it", () => {
  const detail = "Too large.\n\nThis was checked by the validation rule at modules/vm/variables.tf:103,3-13.";
  const placed = { ...root, placeOf: (file: string, line: number) => place(`${file}:${line}`) };
  const diagnostics = [error("Invalid value for variable", { detail })];
  expect(failureOf(result({ diagnostics }), "plan", placed, "prod").place).toEqual(
    place("modules/vm/variables.tf:103"),
  );
});

test("the line of the module is told below", () => {
  const range = { file: "modules/db/main.tf", line: 12, column: 3 };
  const failure = failureOf(result({ diagnostics: [error("No", { range })] }), "plan", root, "prod");
  expect(failure.tail).toEqual(["at modules/db/main.tf:12"]);
});

test("what nobody knows is told with its headline, once", () => {
  const said = (summary: string, detail: string) =>
    failureOf(result({ diagnostics: [error(summary, { detail })] }), "plan", root, "prod").message;
  expect(said("Reading the net", "Nothing has this name.")).toBe(
    "Terraform failed in plan: Reading the net: Nothing has this name.",
  );
  expect(said("Nothing has this name", "")).toBe("Terraform failed in plan: Nothing has this name.");
  expect(said("No net", "No net has this name.")).toBe("Terraform failed in plan: No net has this name.");
  expect(said("reading it: unexpected status 418 with error: Teapot", "Short and stout.")).toBe(
    "Terraform failed in plan: Teapot Short and stout.",
  );
});

test("of several errors the one that explains the others is told, and the others below it", () => {
  const crash = [
    error("Request cancelled", { address: SERVER }),
    error("Plugin did not respond", { address: `${SERVER}[1]` }),
  ];
  const lines = [
    "Stack trace from the terraform-provider-memory_v1.2.3_x5 plugin:",
    "",
    "panic: no",
    "goroutine 1 [running]:",
    "",
    "Error: The terraform-provider-memory_v1.2.3_x5 plugin crashed!",
  ];
  const failure = failureOf(result({ diagnostics: crash, lines }), "apply", root, "prod");
  expect(failure.code).toBe("engine-terraform/provider-crashed");
  expect(failure.message).toBe(
    "The provider memory stopped at resources.db (azurerm_postgresql_flexible_server.server[1]) in apply.",
  );
  expect(failure.tail).toEqual([
    "resources.db (azurerm_postgresql_flexible_server.server): Request cancelled",
    ...lines.filter(Boolean),
  ]);
});

test("a crash that nothing in the stream speaks of is one all the same", () => {
  const lines = ["panic: no", "Error: The terraform-provider-memory plugin crashed!"];
  const failure = failureOf(result({ lines }), "apply", root, "prod");
  expect(failure).toMatchObject({ message: "The provider memory stopped in apply.", tail: lines });
});

test("warnings are no reason", () => {
  const warning = { ...error("AADSTS1"), severity: "warning" as const };
  expect(failureOf(result({ diagnostics: [warning, error("Odd")] }), "plan", root, "prod").message).toContain("Odd");
});

test("an interrupt and a time limit are told as such, whatever failed then", () => {
  const diagnostics = [error("execution halted")];
  expect(failureOf(result({ diagnostics, isCancelled: true }), "apply", root, "prod")).toMatchObject({
    code: "engine-terraform/interrupted",
    message: "Terraform was interrupted in apply.",
  });
  expect(failureOf(result({ diagnostics, timedOutAfterMs: 3_600_000 }), "plan", root, "prod")).toMatchObject({
    code: "engine-terraform/timeout",
    message: "Terraform's plan did not end in 60 minutes and was interrupted.",
  });
});

test("without an error the last lines are shown", () => {
  expect(failureOf(result({ lines: ["Killed"], exitCode: 137 }), "apply", root, "prod")).toMatchObject({
    code: "engine-terraform/failed",
    message: "Terraform's apply ended with exit code 137 and said no error.",
    tail: ["Killed"],
  });
  expect(failureOf(result({ signal: "SIGKILL" }), "apply", root, "prod")).toMatchObject({
    message: "Terraform's apply was ended from outside (SIGKILL) and said no error.",
    hint: expect.stringContaining("out of memory"),
  });
  const crash = { lines: ["panic: runtime error", "goroutine 1 [running]:"], exitCode: 2, program: "OpenTofu" };
  expect(failureOf(result(crash), "plan", root, "prod").message).toBe("OpenTofu crashed in plan.");
});

test.each(["-rf", "a b", "$(reboot)", "`x`", "a;b", "it's", "/x\ny", "a".repeat(3_000)])(
  "an id fits a shell or is in no command: %j",
  (id) => {
    const { hint = "" } = failureOf(
      result({ diagnostics: [error(`A resource with the ID "${id}" already exists`, { address: SERVER })] }),
      "apply",
      root,
      "prod",
    );
    const command = /towpath adopt -e prod resources\.db (.*?)\. The next/.exec(hint)?.[1];
    expect([undefined, "server=-rf", "'server=a b'"]).toContain(
      command?.replace("azurerm_postgresql_flexible_server.", ""),
    );
  },
);

const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom(
    "Error acquiring the state lock Lock Info: ID: Who: ",
    "AlreadyExists",
    "creating X (",
    "module.db",
    'module "',
    "'",
    "429",
    "Quota '",
    ": with error: ",
  ),
);
const text = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(" "));
const doing = fc.constantFrom("init" as const, "validate" as const, "plan" as const, "apply" as const, "show" as const);

test("whatever a tool says, an error comes of it that can be shown", () => {
  const diagnostic = fc.record(
    { severity: fc.constant("error" as const), summary: text, detail: text, address: text, context: text },
    { requiredKeys: ["severity", "summary", "detail"] },
  );
  fc.assert(
    fc.property(fc.array(diagnostic, { maxLength: 4 }), fc.array(text), doing, (diagnostics, lines, command) => {
      const failure = failureOf(result({ diagnostics, lines }), command, root, "prod");
      expect(failure).toBeInstanceOf(TowpathError);
      expect(failure.message.length).toBeLessThan(10_000);
      expect(failure.tail.length).toBeLessThanOrEqual(40);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 20_000 : 300 },
  );
});

test.each([
  "a",
  "creating ",
  "Quota '",
  "Lock Info: ",
  "module.",
  "provider ",
  " (",
  "Who: x ",
  "exceeded the maximum ",
  "'",
  "x (a",
  "Error acquiring the state lock ",
])("nothing that a tool repeats takes long to read: %j", (part) => {
  const long = part.repeat(16_000 / part.length);
  const before = performance.now();
  failureOf(
    result({ diagnostics: [error(long, { detail: long, address: long })], lines: [long] }),
    "apply",
    root,
    "prod",
  );
  expect(performance.now() - before).toBeLessThan(1_000);
});
