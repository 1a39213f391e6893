import { afterAll, test } from "vitest";
import { findServerPrograms } from "../programs/find-server-program.ts";
import { expectConformance } from "../testing/expect-conformance.ts";
import { localFixture } from "../testing/local-fixture.ts";
import mysqlSubject from "../testing/mysql-subject.ts";

const local = localFixture();
const programs = await findServerPrograms("mysql", { ...local.step, folders: local.folders });
afterAll(() => local.close());

// npm cannot bring MariaDB: a machine without it has nothing to hold to the contract.
test.skipIf(programs.length === 0)("mysql keeps to the contract of drivers", { timeout: 600_000 }, () =>
  expectConformance(mysqlSubject(local.home)),
);
