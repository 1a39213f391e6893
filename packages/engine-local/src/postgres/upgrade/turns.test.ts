import fc from "fast-check";
import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

function message(type: string, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length + 4);
  return Buffer.concat([Buffer.from(type), length, bytes]);
}

const number = (value: number) => Buffer.from([0, 0, 0, value]);
const STARTUP = message("", "user=postgres");
const QUERY = message("Q", "SELECT 1\0");
const READY = message("Z", "I");

test("a client has said all when it asks, and a server when it is ready or asks back", () => {
  const turns = createTurns();
  expect(turns.sent(STARTUP)).toBe(true);
  expect(turns.received(message("R", number(10)))).toBe(true); // SASL begins
  expect(turns.sent(message("p", "first"))).toBe(true);
  expect(turns.received(message("R", number(11)))).toBe(true); // and goes on
  expect(turns.sent(message("p", "final"))).toBe(true);
  expect(turns.received(Buffer.concat([message("R", number(12)), message("R", number(0))]))).toBe(false);
  expect(turns.received(Buffer.concat([message("S", "a\0b\0"), READY]))).toBe(true);
  expect(turns.sent(message("P", "a statement"))).toBe(false);
  expect(turns.sent(message("S", ""))).toBe(true);
  expect(turns.sent(message("X", ""))).toBe(false);
});

test("it does not matter where the bytes are cut", () => {
  const answer = Buffer.concat([message("T", "row"), message("D", "x".repeat(50)), message("C", "SELECT 1"), READY]);
  const cuts = (of: Buffer) =>
    fc.uniqueArray(fc.integer({ min: 1, max: of.length - 1 }), { maxLength: 8 }).map((at) => {
      const ends = [0, ...at.toSorted((a, b) => a - b), of.length];
      return ends.slice(1).map((end, index) => of.subarray(ends[index], end));
    });
  fc.assert(
    fc.property(cuts(STARTUP), cuts(QUERY), cuts(answer), (startup, query, answers) => {
      const turns = createTurns();
      for (const parts of [startup, query])
        expect(parts.map(turns.sent)).toEqual(parts.map((_, i) => i === parts.length - 1));
      expect(answers.map(turns.received)).toEqual(answers.map((_, i) => i === answers.length - 1));
    }),
  );
});
