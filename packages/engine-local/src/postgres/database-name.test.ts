import fc from "fast-check";
import { expect, test } from "vitest";
import { databaseName } from "./database-name.ts";

const word = fc.string({ minLength: 1, maxLength: 80, unit: "grapheme" });
const identity = fc.record({ service: word, environment: word, address: word, name: word });

test("every name is one that PostgreSQL keeps as it is", () => {
  fc.assert(
    fc.property(identity, (of) => {
      const name = databaseName(of);
      expect(name).toMatch(/^[a-z0-9_]{11,63}$/);
      expect(databaseName(of)).toBe(name);
    }),
  );
});

test("resources that differ have names that differ", () => {
  fc.assert(
    fc.property(identity, identity, (a, b) => {
      fc.pre(a.service !== b.service || a.environment !== b.environment || a.address !== b.address);
      expect(databaseName(a)).not.toBe(databaseName(b));
    }),
  );
  const of = (service: string, environment: string) =>
    databaseName({ service, environment, address: "resources.db", name: "db" });
  expect(of("a-b", "c")).not.toBe(of("a", "b-c"));
});
