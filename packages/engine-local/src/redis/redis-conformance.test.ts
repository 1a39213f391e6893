import { afterAll, test } from "vitest";
import { findServerPrograms } from "../programs/find-server-program.ts";
import { expectConformance } from "../testing/expect-conformance.ts";
import { localFixture } from "../testing/local-fixture.ts";
import redisSubject from "../testing/redis-subject.ts";

const local = localFixture();
const programs = await findServerPrograms("redis", { ...local.step, folders: local.folders });
afterAll(() => local.close());

// npm cannot bring Redis: a machine without it has nothing to hold to the contract.
test.skipIf(programs.length === 0)("redis keeps to the contract of drivers", { timeout: 600_000 }, () =>
  expectConformance(redisSubject(local.home)),
);
