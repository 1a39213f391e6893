import fc from "fast-check";
import { expect, test } from "vitest";
import { readUses } from "./read-uses.ts";

const read = (text: string) => readUses("uses.yaml", Buffer.from(text));
const unread = (text: string) => {
  const one = read(text);
  return "unread" in one ? one.unread : undefined;
};

test("a list of operations, with what of each", () => {
  const text = `operations:
  - GET  /orders
  - operation: createOrder
    request: [/note, ""]
    parameters: [dry-run]
    response: []
`;
  expect(read(text)).toMatchObject({
    uses: {
      operations: [
        { operation: "GET /orders", isCall: false, place: { range: { start: { line: 2 } } } },
        { operation: "createOrder", request: ["/note", ""], response: [], parameters: ["dry-run"] },
      ],
    },
  });
});

test.each([
  ["operations: [{ operation: a, reponse: [/x] }]", /"reponse" is not known here; .*Did you mean `response`\?/, 1],
  ["operation: []", /Did you mean `operations`\?/, 1],
  ["operations:\n  - response: [/x]", /An operation is named/, 2],
  ["operations:\n  - operation: a\n    response: [lines.price]", /no JSON Pointer. Did you mean "\/lines\/price"\?/, 3],
  ["operations:\n  - operation: a\n    response: /x", /must be a list/, 3],
  ["operations:\n  - operation: a\n    parameters: [1]", /must be a list of texts/, 3],
  ["- a", /must be a mapping/, 1],
  ["operations: [", /./, 1],
  ["", /no document/, 1],
])("%j is refused at its place", (text, why, line) => {
  expect(unread(text)?.why).toMatch(why);
  expect(unread(text)?.place).toMatchObject({ file: "uses.yaml", range: { start: { line } } });
});

test("whatever a file holds, it is read or refused", () => {
  const pact = fc
    .jsonValue()
    .map((interactions): unknown => ({ consumer: {}, interactions: [interactions, { request: interactions }] }));
  const list = fc
    .jsonValue()
    .map((operations): unknown => ({ operations: [operations, { operation: "a", response: operations }] }));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), pact, list), (value) => {
      const one = read(JSON.stringify(value));
      if ("unread" in one) expect(one.unread.why).not.toBe("");
    }),
  );
});
