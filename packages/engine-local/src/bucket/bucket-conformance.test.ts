import { afterAll, test } from "vitest";
import bucketSubject from "../testing/bucket-subject.ts";
import { expectConformance } from "../testing/expect-conformance.ts";
import { localFixture } from "../testing/local-fixture.ts";

const local = localFixture();
afterAll(() => local.close());

test("bucket keeps to the contract of drivers", { timeout: 600_000 }, () =>
  expectConformance(bucketSubject(local.home)),
);
