import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { applyEdits } from "./apply-edits.ts";
import type { Change, Path } from "./change.ts";
import { editDocument } from "./edit-document.ts";

const MANIFEST = `# yaml-language-server: $schema=service.json
apiVersion: towpath.dev/v1
kind: Service
metadata:
  name: orders   # as in the shop
  labels: { cost-center: "4711" }

# What runs.
workload:
  run: node server.js
  port: 8080      # behind the proxy
  # Set by the platform.
  variables:
    A: 'quoted'

resources:
  db: { type: postgres, version: "17" }
moved:
  - from: resources.a
    to: resources.b
`;

const set = (path: Path, value: Extract<Change, { type: "set" }>["value"]): Change => ({ type: "set", path, value });

/** The lines of the manifest that a change takes out and puts in. */
function difference(change: Change, text = MANIFEST): string {
  const edited = editDocument(text, [change]);
  expect(edited.findings).toEqual([]);
  const [old, now] = [text.split("\n"), edited.text.split("\n")];
  let head = 0;
  while (head < old.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const lines = [
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
  ];
  return lines.join("\n");
}

describe("only what must change does", () => {
  test.each<[string, Change, string]>([
    [
      "a scalar, its comment stays",
      set(["workload", "port"], 9090),
      "-  port: 8080      # behind the proxy\n+  port: 9090      # behind the proxy",
    ],
    ["quotes stay quotes", set(["workload", "variables", "A"], "it's"), "-    A: 'quoted'\n+    A: 'it''s'"],
    ["a key that is new", set(["workload", "kind"], "server"), "+  kind: server"],
    ["a mapping like those beside it", set(["resources", "cache"], { type: "redis" }), "+  cache: { type: redis }"],
    [
      "a mapping where none is beside it",
      set(["build"], { run: "make", output: ["dist"] }),
      "+build:\n+  run: make\n+  output:\n+    - dist",
    ],
    [
      "parents that are not there",
      set(["environments", "dev", "values"], { a: 1 }),
      "+environments:\n+  dev:\n+    values:\n+      a: 1",
    ],
    [
      "within a flow mapping",
      set(["resources", "db", "size"], "small"),
      '-  db: { type: postgres, version: "17" }\n+  db: { type: postgres, version: "17", size: small }',
    ],
    [
      "an item of a list",
      { type: "insert", path: ["moved"], index: 0, value: { from: "x", to: "z" } },
      "+  - from: x\n+    to: z",
    ],
    [
      "a key with its comment",
      { type: "remove", path: ["workload", "variables"] },
      "-  # Set by the platform.\n-  variables:\n-    A: 'quoted'",
    ],
    [
      "the last key of a mapping",
      { type: "remove", path: ["workload", "variables", "A"] },
      "-  variables:\n-    A: 'quoted'\n+  variables: {}",
    ],
    [
      "a key within a flow mapping",
      { type: "remove", path: ["resources", "db", "type"] },
      '-  db: { type: postgres, version: "17" }\n+  db: { version: "17" }',
    ],
    ["a key's name", { type: "rename", path: ["workload", "variables"], key: "env" }, "-  variables:\n+  env:"],
    ["text of several lines", set(["workload", "run"], "a\nb\n"), "-  run: node server.js\n+  run: |\n+    a\n+    b"],
    ["the file's own head stays", { type: "remove", path: ["apiVersion"] }, "-apiVersion: towpath.dev/v1"],
    [
      "a key that is moved under another, where it is",
      { type: "move", path: ["workload", "port"], to: ["workload", "http", "port"] },
      "-  port: 8080      # behind the proxy\n+  http:\n+    port: 8080      # behind the proxy",
    ],
  ])("%s", (_name, change, expected) => expect(difference(change)).toBe(expected));

  test("a key is moved with its comments and its quotes", () => {
    const { text, edits } = editDocument(MANIFEST, [
      { type: "move", path: ["workload", "variables"], to: ["settings", "env"] },
    ]);
    expect(text).toBe(
      MANIFEST.replace("  # Set by the platform.\n  variables:\n    A: 'quoted'\n", "") +
        "settings:\n  # Set by the platform.\n  env:\n    A: 'quoted'\n",
    );
    expect(edits).toHaveLength(2);
  });

  test("what stays the same in a value that is set is not written again", () => {
    const { edits } = editDocument(MANIFEST, [
      set(
        ["moved"],
        [
          { from: "resources.a", to: "resources.c" },
          { from: "d", to: "e" },
        ],
      ),
    ]);
    expect(edits.map(({ text }) => text)).toEqual(["c\n  - from: d\n    to: e"]);
  });

  test.each([
    ["at another column belongs to another", "a:\n  b: 1\n  # of a\nc: 2\nd: 3\n", "a:\n  b: 1\n  # of a\nd: 3\n"],
    ["behind a blank line belongs to nobody", "a: 1\n\n# apart\n\n# of c\nc: 2\nd: 3\n", "a: 1\n\n# apart\n\nd: 3\n"],
    ["below it and deeper goes with it", "c:\n  b: 1\n\n  # of c\n# of d\nd: 3\n", "# of d\nd: 3\n"],
  ])("a comment %s", (_name, text, expected) => {
    expect(editDocument(text, [{ type: "remove", path: ["c"] }]).text).toBe(expected);
  });

  test("blank lines are not doubled, and none grows into the text before it", () => {
    const remove: Change = { type: "remove", path: ["c"] };
    expect(editDocument("a: 1\n\nc: 2\n\nd: 3\n", [remove]).text).toBe("a: 1\n\nd: 3\n");
    expect(editDocument("a: 1\n\nc: 2\n", [remove]).text).toBe("a: 1\n");
    expect(editDocument("a: |+\n  x\nc: 2\n\nd: 3\n", [remove]).text).toBe("a: |+\n  x\nd: 3\n");
  });

  test("windows line breaks, a byte-order mark, and a missing line break at the end stay", () => {
    const text = `\ufeff${MANIFEST.replaceAll("\n", "\r\n")}`.replace(/\r\n$/, "");
    const edited = editDocument(text, [
      set(["build", "run"], "make"),
      { type: "remove", path: ["metadata", "labels"] },
    ]);
    expect(edited.text).toBe(`${text.replace('  labels: { cost-center: "4711" }\r\n', "")}\r\nbuild:\r\n  run: make`);
    expect(applyEdits(text, edited.edits)).toEqual({ ok: true, text: edited.text });
  });

  test("JSON keeps its form", () => {
    const pretty = '{\n    "a": {\n        "b": 1\n    }\n}\n';
    expect(difference(set(["a", "c"], { d: ["x"] }), pretty)).toBe(
      '-        "b": 1\n+        "b": 1,\n+        "c": {\n+            "d": [\n+                "x"\n+            ]\n+        }',
    );
    expect(difference(set(["c"], { d: "yes" }), '{"a":1,"b":2}')).toBe(
      '-{"a":1,"b":2}\n+{"a":1,"b":2,"c":{"d":"yes"}}',
    );
  });
});

describe("a text is quoted where a reader would take it for something else", () => {
  const written = (value: string): string | undefined =>
    /^a: (.*)\n/.exec(editDocument("a: x\n", [set(["a"], value)]).text)?.[1];

  test.each([
    "yes",
    "No",
    "on",
    "y",
    "~",
    "null",
    "",
    "017",
    "0o17",
    "0x1f",
    "0b1",
    "1_000",
    "1e3",
    "1.5",
    ".5",
    "+1",
    "22:22",
    "1:30:00.5",
    "2026-01-01",
    "2026-1-1 10:00",
    ".inf",
    "-.INF",
    ".nan",
    "<<",
    "=",
    "@a",
    "`a",
    "%a",
    "*a",
    "&a",
    "!a",
    "|",
    ">",
    "#a",
    "- a",
    "-",
    "?",
    "? a",
    "a: b",
    "a:",
    "a #b",
    " a",
    "a ",
    "[a",
    "{a",
    "}",
    ",a",
    "'a",
    '"a',
    "---",
    "...",
    "a\tb",
    "a\u2028b",
    "\u0007",
  ])("%j", (value) => {
    expect(written(value)).toMatch(/^".*"$/);
  });

  test.each([
    "a b",
    "500m",
    "30s",
    "256Mi",
    "1.2.x",
    "https://a.test/x?y#z",
    "${resources.db.url}",
    "a:b",
    "a#b",
    "--flag",
    "-x",
    "o'clock",
    "größe",
    "v1",
    "17 apples",
  ])("%j is not", (value) => expect(written(value)).toBe(value));

  test("in a flow collection more is", () => {
    expect(editDocument("a: [x]\n", [set(["a", 0], "b, c")]).text).toBe('a: ["b, c"]\n');
    expect(editDocument("a: x\n", [set(["a"], "b, c")]).text).toBe("a: b, c\n");
  });

  test("a key is, too", () => expect(editDocument("a: x\n", [set(["on"], 1)]).text).toBe('a: x\n"on": 1\n'));

  test("as the document quotes", () =>
    expect(editDocument("a: 'x'\n", [set(["b"], "yes")]).text).toBe("a: 'x'\nb: 'yes'\n"));
});

describe("what an alias or a merge key makes stand in several places is not changed", () => {
  const SHARED = `base: &base
  cpu: 1
  deep: { a: 1 }
one: *base
two:
  <<: *base
  memory: 2
`;
  test.each<[Change, string]>([
    [set(["one", "cpu"], 2), "one.cpu cannot be changed on its own: one is the alias *base."],
    [set(["base", "cpu"], 2), "base.cpu cannot be changed on its own: base is also used where *base stands."],
    [
      { type: "insert", path: ["base", "list"], value: 1 },
      "base.list cannot be changed on its own: base is also used where *base stands.",
    ],
    [
      { type: "remove", path: ["base"] },
      "base cannot be changed on its own: *base elsewhere stands for what &base names in it.",
    ],
    [{ type: "remove", path: ["two", "cpu"] }, "two.cpu cannot be changed on its own: it comes with a merge key (<<)."],
    [set(["two", "deep", "a"], 2), "two.deep cannot be changed on its own: it comes with a merge key (<<)."],
    [
      { type: "move", path: ["base"], to: ["two", "base"] },
      "base cannot be moved there: what an alias names (&) has to stand before the alias (*).",
    ],
    [
      { type: "rename", path: ["base", "cpu"], key: "c" },
      "base.cpu cannot be changed on its own: base is also used where *base stands.",
    ],
    [
      { type: "move", path: ["two", "memory"], to: ["base", "memory"] },
      "base.memory cannot be changed on its own: base is also used where *base stands.",
    ],
  ])("%j", (change, message) => {
    const edited = editDocument(SHARED, [change], { file: "a.yaml" });
    expect(edited).toMatchObject({ text: SHARED, edits: [], findings: [{ code: "manifest/edit-alias", message }] });
    expect(edited.findings[0]?.places[0]?.file).toBe("a.yaml");
  });

  test.each<[string, Change, string, string]>([
    ["beside it", set(["two", "memory"], 3), "  memory: 2", "  memory: 3"],
    ["before what is merged", set(["two", "cpu"], 3), "  memory: 2\n", "  memory: 2\n  cpu: 3\n"],
    ["an alias itself", set(["one"], 3), "one: *base", "one: 3"],
    ["a key of an aliased value", { type: "rename", path: ["one"], key: "uno" }, "one: *base", "uno: *base"],
  ])("but %s can be", (_name, change, from, to) => {
    expect(editDocument(SHARED, [change])).toMatchObject({ text: SHARED.replace(from, to), findings: [] });
  });
});

describe("what does not fit is refused, and nothing is changed", () => {
  test.each<[string, Change, string]>([
    ["a key in a text", set(["metadata", "name", "x"], 1), 'metadata.name is "orders"; "x" cannot be put into it.'],
    ["a key of nothing", { type: "rename", path: ["nope"], key: "x" }, "There is no nope."],
    ["a name that is taken", { type: "rename", path: ["kind"], key: "metadata" }, "metadata is there already."],
    [
      "into itself",
      { type: "move", path: ["metadata"], to: ["metadata", "x"] },
      "metadata cannot be moved into itself.",
    ],
    [
      "a position behind the end",
      { type: "insert", path: ["moved"], index: 5, value: 1 },
      "moved has no position 5: it has 1 items.",
    ],
    ["no list", { type: "insert", path: ["metadata"], value: 1 }, "metadata is a mapping and no list."],
    [
      "a key that is forbidden",
      set(["metadata", "__proto__"], 1),
      "metadata.__proto__ cannot be changed in place: the document would not say what is meant.",
    ],
    ["the whole", set([], 1), "The document itself cannot be replaced."],
    [
      "a text that no document holds",
      set(["kind"], "a\0b"),
      "kind cannot be changed in place: the document would not say what is meant.",
    ],
  ])("%s", (_name, change, message) => {
    const edited = editDocument(MANIFEST, [set(["kind"], "Other"), change]);
    expect(edited).toMatchObject({ text: MANIFEST, edits: [], findings: [{ code: "manifest/edit-refused", message }] });
  });

  test("a document that cannot be read", () => {
    const edited = editDocument("a: [", [set(["a"], 1)], { file: "a.yaml" });
    expect(edited).toMatchObject({
      text: "a: [",
      findings: [{ code: "manifest/syntax", places: [{ file: "a.yaml" }] }],
    });
  });
});

describe("the documents of the examples", () => {
  const root = join(import.meta.dirname, "../../../..");
  const files = ["examples/*/*.yaml", "examples/*/types/*.yaml", "packages/manifest/starter/**/*.yaml"].flatMap(
    (glob) => globSync(glob, { cwd: root }),
  );

  test("are there", () => expect(files.length).toBeGreaterThan(3));

  test.each(files)("%s: a key that comes and goes leaves no trace", (file) => {
    const text = readFileSync(join(root, file), "utf8");
    const there = editDocument(text, [set(["metadata", "labels", "tried"], "yes")]);
    expect(there.findings).toEqual([]);
    const path = /^ {2}labels:/m.test(text) ? ["metadata", "labels", "tried"] : ["metadata", "labels"];
    expect(editDocument(there.text, [{ type: "remove", path }]).text).toBe(text);
  });
});
