import { afterAll, test } from "vitest";
import { expectConformance } from "../testing/expect-conformance.ts";
import { localFixture } from "../testing/local-fixture.ts";
import queueSubject from "../testing/queue-subject.ts";

const local = localFixture();
afterAll(() => local.close());

test("queue keeps to the contract of drivers", { timeout: 600_000 }, () => expectConformance(queueSubject(local.home)));
