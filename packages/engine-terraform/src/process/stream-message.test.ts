import { redactor, Secret } from "@towpath/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lineCutter } from "./cut-lines.ts";
import { readMessage } from "./stream-message.ts";
import { readTextDiagnostics } from "./text-diagnostics.ts";
import { cleaner } from "./tool-text.ts";

const clean = cleaner((text) => text);
const THING = {
  addr: "module.db.x_y.z",
  module: "module.db",
  resource_type: "x_y",
  resource_name: "z",
  resource_key: null,
};
const resource = { address: "module.db.x_y.z", module: "module.db", type: "x_y", name: "z" };
const read = (value: object) => readMessage(JSON.stringify(value), clean);

test.each([
  [
    { type: "version", terraform: "1.11.4", ui: "1.2" },
    { type: "version", product: "terraform", version: "1.11.4", ui: "1.2" },
  ],
  [
    { type: "version", tofu: "1.11.0", ui: "1.2" },
    { type: "version", product: "tofu", version: "1.11.0", ui: "1.2" },
  ],
  [
    { type: "version", ui: "9.0" },
    { type: "version", product: undefined, version: "", ui: "9.0" },
  ],
  [
    {
      type: "planned_change",
      change: {
        resource: THING,
        previous_resource: THING,
        action: "replace",
        reason: "tainted",
        importing: { id: "i" },
      },
    },
    {
      type: "planned_change",
      change: { resource, previous: resource, action: "replace", reason: "tainted", importing: "i" },
    },
  ],
  [
    { type: "resource_drift", change: { resource: THING, action: "delete" } },
    { type: "resource_drift", change: { resource, action: "delete" } },
  ],
  [
    { type: "change_summary", changes: { add: 1, change: 2, import: 3, remove: 4, operation: "apply" } },
    { type: "change_summary", operation: "apply", add: 1, change: 2, import: 3, remove: 4 },
  ],
  [
    {
      type: "apply_complete",
      hook: { resource: THING, action: "create", id_key: "id", id_value: "i/1", elapsed_seconds: 3 },
    },
    { type: "apply_complete", resource, action: "create", id: { key: "id", value: "i/1" }, elapsedSeconds: 3 },
  ],
  [
    { type: "ephemeral_op_start", hook: { resource: THING, action: "open" } },
    { type: "ephemeral_op_start", resource, action: "open" },
  ],
  [
    { type: "refresh_complete", hook: { resource: THING, id_key: "id", id_value: "i" } },
    { type: "refresh_complete", resource, id: { key: "id", value: "i" } },
  ],
  [
    { type: "provision_progress", hook: { resource: THING, provisioner: "local-exec", output: "a" } },
    { type: "provision_progress", resource, provisioner: "local-exec", output: "a" },
  ],
  [
    { type: "outputs", outputs: { b: { value: "never read" } } },
    { type: "outputs", names: ["b"] },
  ],
  [
    { type: "init_output", "@message": "Initializing", message_code: "initializing_backend_message" },
    { type: "init_output", message: "Initializing", code: "initializing_backend_message" },
  ],
  [
    { type: "log", "@message": "Stopping operation..." },
    { type: "log", message: "Stopping operation..." },
  ],
  [
    { type: "action_start", "@message": "Action started" },
    { type: "other", name: "action_start", message: "Action started" },
  ],
  [
    { type: "apply_start", hook: {} },
    { type: "other", name: "apply_start", message: "" },
  ],
  [
    { type: "diagnostic", diagnostic: null },
    { type: "other", name: "diagnostic", message: "" },
  ],
])("%j", (value, message) => {
  expect(read(value)).toEqual(message);
});

test("a diagnostic with all that it may have", () => {
  const diagnostic = {
    severity: "warning",
    summary: "Two\nlines",
    detail: " In\u001b[31m detail. ",
    address: "module.db.x_y.z",
    range: { filename: "main.tf.json", start: { line: 3, column: 0, byte: 9 }, end: {} },
    snippet: {
      context: "module.db",
      code: "secret",
      values: [{ traversal: "var.size", statement: 'is "huge"' }, null],
    },
  };
  expect(read({ type: "diagnostic", diagnostic })).toEqual({
    type: "diagnostic",
    diagnostic: {
      severity: "warning",
      summary: "Two lines",
      detail: "In detail.",
      address: "module.db.x_y.z",
      range: { file: "main.tf.json", line: 3, column: 1 },
      context: "module.db",
      values: ['var.size is "huge"'],
    },
  });
});

test.each(["", "text", "{", "[]", "null", "1", '{"type":1}', '"x"', '{"__proto__":{"type":"log"}}'])(
  "%j is no message",
  (line) => {
    expect(readMessage(line, clean)).toBe(undefined);
  },
);

const json = fc.jsonValue({ maxDepth: 4 });
const types = [
  "version",
  "planned_change",
  "change_summary",
  "apply_start",
  "apply_complete",
  "refresh_start",
  "diagnostic",
  "outputs",
  "provision_progress",
  "log",
  "other",
];
const likely = fc.record(
  {
    type: fc.oneof(fc.constantFrom(...types), json),
    "@message": json,
    hook: fc.oneof(
      json,
      fc.record({
        resource: fc.oneof(json, fc.record({ addr: json })),
        action: json,
        id_value: json,
        elapsed_seconds: json,
      }),
    ),
    change: fc.oneof(json, fc.record({ resource: fc.record({ addr: json }), action: json, importing: json })),
    changes: json,
    diagnostic: fc.oneof(
      json,
      fc.record({
        severity: json,
        summary: json,
        detail: json,
        range: json,
        snippet: fc.record({ values: json, context: json }),
      }),
    ),
    outputs: json,
    ui: json,
  },
  { requiredKeys: ["type"] },
);
const runs = process.env["TOWPATH_LONG"] ? 50_000 : 500;

test("whatever an object holds, a message or nothing comes of it", () => {
  fc.assert(
    fc.property(likely, (value) => {
      const message = readMessage(JSON.stringify(value), clean);
      expect(message === undefined || typeof message.type === "string").toBe(true);
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    }),
    { numRuns: runs },
  );
});

test("cut anywhere, lines are the same", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 20 })), fc.array(fc.nat(30)), (texts, cuts) => {
      const lines = texts.map((text) => text.replaceAll(/[\r\n]/g, " ").toWellFormed());
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const cutter = lineCutter();
      const got: string[] = [];
      let at = 0;
      for (const size of cuts) {
        got.push(...cutter.push(bytes.subarray(at, at + size)));
        at += size;
      }
      got.push(...cutter.push(bytes.subarray(at)), ...cutter.end());
      expect(got).toEqual(lines);
    }),
    { numRuns: runs },
  );
});

test("bytes that are no text neither throw nor command a terminal", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const cutter = lineCutter();
      for (const line of [...cutter.push(bytes), ...cutter.end()]) {
        readMessage(line, clean);
        expect(clean(line)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }
    }),
    { numRuns: runs },
  );
});

test("a secret is in no text that is read, wherever it was", () => {
  const secret = "hunter2 hunter2";
  const hide = cleaner(redactor([new Secret(secret)]));
  const place = fc.oneof(
    fc.string(),
    fc.constant(secret),
    fc.constant(`a${secret}b`),
    fc.constant("hunter2 \u001b[1mhunter2"),
  );
  fc.assert(
    fc.property(fc.record({ summary: place, detail: place, value: place, output: place }), (texts) => {
      const values = [{ traversal: texts.value, statement: texts.output }];
      const messages = [
        { type: "diagnostic", diagnostic: { ...texts, snippet: { values } } },
        { type: "provision_progress", hook: { resource: THING, provisioner: texts.value, output: texts.output } },
        { type: texts.summary, "@message": texts.detail },
        { type: "init_output", "@message": texts.detail, message_code: texts.value },
        { type: "version", terraform: texts.value, ui: texts.output },
        { type: "planned_change", change: { resource: THING, action: texts.value, reason: texts.output } },
      ].map((value) => readMessage(JSON.stringify(value), hide));
      expect(JSON.stringify(messages)).not.toContain(secret);
    }),
    { numRuns: runs },
  );
});

test("a weak secret changes no name, for names are looked up", () => {
  const hide = cleaner(redactor([new Secret("postgres")]));
  const addr = "module.postgres.azurerm_postgresql_flexible_server.postgres";
  const hook = { resource: { addr, module: "module.postgres" }, id_key: "id", id_value: "/servers/postgres" };
  expect(readMessage(JSON.stringify({ type: "apply_complete", hook }), hide)).toMatchObject({
    resource: { address: addr, module: "module.postgres" },
    id: { value: "/servers/postgres" },
  });
  const bad = { resource: { addr: "a\u001b[1m" } };
  expect(readMessage(JSON.stringify({ type: "apply_start", hook: bad }), hide)).toMatchObject({ type: "other" });
});

test("text for people is read as diagnostics, framed or not", () => {
  const framed = [
    "╷",
    "│ Error: No such thing",
    "│ ",
    "│   with module.db.x_y.z,",
    "│   on main.tf.json line 3, in module.db:",
    "│    3: x",
    "│ ",
    "│ It is not there.",
    "╵",
  ];
  const plain = ["", "Warning: Old", "", "  on a.tf line 1:", "Use another."];
  expect(readTextDiagnostics([...framed, ...plain])).toEqual([
    {
      severity: "error",
      summary: "No such thing",
      detail: "It is not there.",
      address: "module.db.x_y.z",
      range: { file: "main.tf.json", line: 3, column: 1 },
    },
    { severity: "warning", summary: "Old", detail: "Use another.", range: { file: "a.tf", line: 1, column: 1 } },
  ]);
});

test("whatever lines there are, their diagnostics can be read", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom("Error: ", "│ Error: x", "╷", "╵", "  on  line :", "  with ,", "│"),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      for (const { severity, summary } of readTextDiagnostics(lines))
        expect([severity, typeof summary]).toEqual([expect.any(String), "string"]);
    }),
    { numRuns: runs },
  );
});
