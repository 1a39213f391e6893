import fc from "fast-check";
import { expect, test } from "vitest";
import { grantPattern, mysqlDatabase, mysqlUser } from "./mysql-names.ts";

const scope = (service: string, environment: string, name: string) => ({
  service,
  environment,
  name,
  address: `resources.${name}`,
});

test("names are what a person recognises, and a digest", () => {
  expect(mysqlDatabase(scope("orders", "dev", "db"))).toMatch(/^orders_dev_db_[0-9a-f]{10}$/);
  const long = mysqlDatabase(scope("a-service-with-a-long-name", "an-environment", "database"));
  expect(long).toMatch(/^a_service_with_a_long_name_an_environmen\w*_[0-9a-f]{10}$/);
  expect(mysqlUser(long)).toMatch(/^a_service_with_a_long_[0-9a-f]{10}$|^a_service_with_a_lon\w*_[0-9a-f]{10}$/);
});

test("every name fits, and two things never share one", () => {
  const word = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/);
  fc.assert(
    fc.property(fc.tuple(word, word, word), fc.tuple(word, word, word), (one, other) => {
      const [a, b] = [mysqlDatabase(scope(...one)), mysqlDatabase(scope(...other))];
      expect(a).toMatch(/^[a-z0-9_]+$/);
      expect(grantPattern(a).length).toBeLessThanOrEqual(64);
      expect(mysqlUser(a).length).toBeLessThanOrEqual(32);
      expect(a === b).toBe(JSON.stringify(one) === JSON.stringify(other));
      expect(mysqlUser(a) === mysqlUser(b)).toBe(a === b);
    }),
  );
});
