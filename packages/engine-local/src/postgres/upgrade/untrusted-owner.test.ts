import { afterAll, expect, test } from "vitest";
import { localFixture, request, scope } from "../../testing/local-fixture.ts";
import { asService } from "../../testing/postgres-subject.ts";
import { textOutput } from "../../testing/text-output.ts";
import { clusterOf } from "../cluster.ts";
import { postgresDriver } from "../postgres-driver.ts";
import { asSuperuser } from "../superuser.ts";

const local = localFixture();
afterAll(() => local.close());

/** A function that makes a role named after what runs it, where whoever that is may become somebody who can. */
const spring = (by: string, type: string, result: "integer" | "boolean") =>
  `CREATE FUNCTION trap.within_${by}() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
     RESET ROLE;
     CREATE ROLE run_by_${by};
   EXCEPTION WHEN duplicate_object OR insufficient_privilege THEN NULL; END $$;
   CREATE FUNCTION trap.${by}(value ${type}) RETURNS ${result} LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
     PERFORM trap.within_${by}();
     RETURN ${result === "boolean" ? "true" : "value"};
   END $$;`;

test("an upgrade runs nothing of the owner's with the rights of a superuser", { timeout: 200_000 }, async () => {
  const db = scope("db");
  const driver = postgresDriver(local.folders);
  const wanted = (version: string) => driver.want(request(db, "postgres", { version }));
  const made = await driver.create(db, wanted("17"), local.step);
  local.remember(made.outputs);
  await asService(textOutput(made.outputs, "url"), (client) =>
    client.query(`CREATE SCHEMA trap;
      ${spring("a_check", "integer", "boolean")}
      CREATE TABLE trap.checked (n integer CHECK (trap.a_check(n)));
      INSERT INTO trap.checked VALUES (1);
      ${spring("a_domain", "integer", "boolean")}
      CREATE DOMAIN trap.guarded AS integer CHECK (trap.a_domain(VALUE));
      CREATE TABLE trap.guards (n trap.guarded);
      INSERT INTO trap.guards VALUES (1);
      ${spring("a_generated", "integer", "integer")}
      CREATE TABLE trap.generates (n integer, m integer GENERATED ALWAYS AS (trap.a_generated(n)) STORED);
      INSERT INTO trap.generates VALUES (1);
      ${spring("an_index", "integer", "integer")}
      CREATE TABLE trap.indexed (n integer);
      INSERT INTO trap.indexed VALUES (1);
      CREATE INDEX ON trap.indexed (trap.an_index(n));
      ${spring("a_view", "integer", "integer")}
      CREATE MATERIALIZED VIEW trap.viewed AS SELECT trap.a_view(1) AS n;
      CREATE TABLE trap.circled (n integer);
      ${spring("a_circle", "trap.circled", "boolean")}
      ALTER TABLE trap.circled ADD CHECK (trap.a_circle(circled));
      INSERT INTO trap.circled VALUES (1);
      ${spring("a_bound", "integer", "boolean")}
      CREATE DOMAIN trap.bound AS integer CHECK (trap.a_bound(VALUE));
      CREATE TABLE trap.whole (n trap.bound) PARTITION BY RANGE (n);
      CREATE TABLE trap.part PARTITION OF trap.whole FOR VALUES FROM (1) TO (9);
      ${spring("a_literal", "integer", "boolean")}
      CREATE DOMAIN trap.inner_part AS integer CHECK (trap.a_literal(VALUE));
      CREATE TYPE trap.outer_part AS (n trap.inner_part);
      CREATE VIEW trap.literal AS SELECT '(1)'::trap.outer_part AS pair;
      ${spring("a_shared", "integer", "boolean")}
      CREATE TABLE public.shared (n integer CHECK (trap.a_shared(n)));
      INSERT INTO public.shared VALUES (1);
      ALTER TABLE public.shared OWNER TO pg_database_owner;
      ${spring("a_name", "integer", "boolean")}
      CREATE SCHEMA "x; Type: ACL; Schema: s; Owner: postgres";
      CREATE TABLE "x; Type: ACL; Schema: s; Owner: postgres".named (n integer CHECK (trap.a_name(n)));
      INSERT INTO "x; Type: ACL; Schema: s; Owner: postgres".named VALUES (1);
      CREATE VIEW "x; Type: ACL; Schema: s; Owner: postgres".literal AS SELECT '(1)'::trap.outer_part AS pair;
      CREATE VIEW trap."two\u2028lines" AS SELECT '(1)'::trap.outer_part AS pair;
      ${spring("an_aggregate", "integer", "boolean")}
      CREATE DOMAIN trap.begun AS integer CHECK (trap.an_aggregate(VALUE));
      CREATE FUNCTION trap.add(trap.begun, integer) RETURNS trap.begun LANGUAGE sql AS 'SELECT $1';
      CREATE AGGREGATE trap.summed (integer) (SFUNC = trap.add, STYPE = trap.begun, INITCOND = '0');`),
  );
  const upgraded = await driver.update(db, wanted("18"), made, local.step);
  const roles = await asSuperuser(
    clusterOf("18", local.folders),
    Number(upgraded.outputs["port"]),
    "postgres",
    local.step.signal,
    (client) => client.query("SELECT rolname FROM pg_roles WHERE rolname LIKE 'run_by_%' ORDER BY 1"),
  );
  expect(roles.rows).toEqual([]);
});
