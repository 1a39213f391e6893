import type { Json, JsonObject } from "@towpath/core";
import fc from "fast-check";

const label = fc.constantFrom("web", "db", "a-b", "x1", "queue", "side", "00", "on");
const text = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "true",
    "null",
    "~",
    "1e3",
    "0x1F",
    "-",
    "- a",
    "a: b",
    "#x",
    "*a",
    "&a",
    "!!str",
    "%",
    "@",
    "`",
  ),
  fc.constantFrom(
    "$",
    "$$",
    "${x",
    "$${x}",
    "$5",
    "${metadata.name}",
    "a${metadata.name}b$",
    "$$${metadata.name}",
    "}",
  ),
  fc.constantFrom("${metadata.annotations.aa\\.bb/cc}", "${metadata.deep.er}", "${metadata.deep}", "${metadata.a b}"),
  fc.constantFrom(
    "a\nb",
    "a\n",
    "\na",
    "  a\n b\n",
    "a\r\nb",
    "\ttab",
    "\u2028",
    "é",
    "😀",
    "'",
    '"',
    "\\",
    "a\\nb",
    "<<",
  ),
  fc.string({ maxLength: 8 }),
);
const path = fc.constantFrom("/a", "/etc/app.yaml", "/x y", "a.b", "/$", "/é");

function some<T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>, least = 0): fc.Arbitrary<Record<string, T>> {
  return fc.dictionary(key, value, { minKeys: least, maxKeys: 3 });
}

const annotations = some(fc.constantFrom("aa.bb/cc", "dashboard", "A_b"), text);
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b", "c.d", "true", "1"), tie("value"), { maxKeys: 2 }),
  ),
})).value;
const port = fc.integer({ min: 1, max: 65_535 });
const probe = fc.record(
  {
    httpGet: fc.record(
      {
        path: text,
        port,
        host: fc.constantFrom("h", "1.1.1.1", "${x}"),
        scheme: fc.constantFrom("HTTP", "HTTPS"),
        httpHeaders: fc.array(fc.record({ name: fc.constant("X-Y"), value: fc.constantFrom("v", "${x}") }), {
          maxLength: 2,
        }),
      },
      { requiredKeys: ["path", "port"] },
    ),
    exec: fc.record({ command: fc.array(text, { maxLength: 2 }) }),
  },
  { requiredKeys: ["exec"] },
);
const amounts = fc.record(
  { cpu: fc.constantFrom("1", "0.5", "250m"), memory: fc.constantFrom("64Mi", "1.5Gi", "1024") },
  { requiredKeys: [] },
);
const mode = fc.constantFrom("644", "0600", "777");
const file = fc.oneof(
  fc.record({ content: text, mode, noExpand: fc.boolean() }, { requiredKeys: ["content"] }),
  fc.record(
    { binaryContent: fc.constantFrom("", "aGVsbG8="), mode, noExpand: fc.boolean() },
    { requiredKeys: ["binaryContent"] },
  ),
  fc.record(
    { source: fc.constantFrom("plain.txt", "filled.txt", "bytes.bin"), mode, noExpand: fc.boolean() },
    { requiredKeys: ["source"] },
  ),
);
const volume = fc.record(
  { source: fc.constantFrom("disk", "$disk", "${metadata.name}"), path: text, readOnly: fc.boolean() },
  { requiredKeys: ["source"] },
);
const container = fc.record(
  {
    image: fc.constantFrom(".", "nginx:1.29", "x:${tag}", "a@sha256:1"),
    command: fc.array(text, { maxLength: 2 }),
    args: fc.array(text, { maxLength: 2 }),
    variables: some(fc.constantFrom("A", "URL", "x y", "a.b", "true"), text),
    files: some(path, file),
    volumes: some(path, volume),
    resources: fc.record({ limits: amounts, requests: amounts }, { requiredKeys: [] }),
    livenessProbe: probe,
    readinessProbe: probe,
  },
  { requiredKeys: ["image"] },
);
const resource = fc.record(
  {
    type: fc.constantFrom("postgres", "queue", "volume"),
    class: fc.constantFrom("large", "sensitive"),
    id: fc.constantFrom("all", "shop.events"),
    metadata: fc.record({ annotations, more: json }, { requiredKeys: [] }),
    params: some(fc.constantFrom("text", "Other"), text),
  },
  { requiredKeys: ["type"] },
);

/** Score files of all forms that name nothing that is not there, but for what is shared and wanted differently. */
export const scoreDocuments: fc.Arbitrary<JsonObject> = fc.record(
  {
    apiVersion: fc.constant("score.dev/v1b1"),
    metadata: fc.record(
      {
        name: fc.constantFrom("orders", "a-b", "00"),
        annotations,
        deep: fc.constant({ er: "${x} and $$", er2: 1 }),
        more: json,
      },
      { requiredKeys: ["name"] },
    ),
    service: fc.record(
      {
        ports: some(
          label,
          fc.record({ port, targetPort: port, protocol: fc.constantFrom("TCP", "UDP") }, { requiredKeys: ["port"] }),
        ),
      },
      { requiredKeys: [] },
    ),
    containers: some(label, container, 1),
    resources: some(label, resource),
  },
  { requiredKeys: ["apiVersion", "metadata", "containers"] },
);

/** The files that {@link scoreDocuments} name. */
export const SCORE_SOURCES: Readonly<Record<string, string | Uint8Array>> = {
  "plain.txt": "a\nb\n",
  "filled.txt": "name: ${metadata.name}\n$${x} $5\n",
  "bytes.bin": Uint8Array.of(0xff, 0x24, 0x7b),
};
