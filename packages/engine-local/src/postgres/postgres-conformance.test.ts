import { afterAll, test } from "vitest";
import { expectConformance } from "../testing/expect-conformance.ts";
import { localFixture } from "../testing/local-fixture.ts";
import postgresSubject from "../testing/postgres-subject.ts";

const local = localFixture();
afterAll(() => local.close());

test("postgres keeps to the contract of drivers", { timeout: 900_000 }, () =>
  expectConformance(postgresSubject(local.home)),
);
