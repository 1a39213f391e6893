// A command that makes a resource and ends: to be run twice at once, and to be killed. Only the driver that it is about is loaded.

import { type Json, Secret } from "@towpath/core";
import type { Driver } from "@towpath/provisioning";
import { localFolders } from "../data-folder/local-folders.ts";
import { quietStep, request, scope } from "./local-fixture.ts";

const [home = "", type = "", service = "orders"] = process.argv.slice(2);
const folders = localFolders({ ...process.env, TOWPATH_HOME: home });

async function make<Want extends Json, Have extends Json>(driver: Driver<Want, Have>): Promise<void> {
  const of = scope("db", service);
  const { outputs } = await driver.create(of, driver.want(request(of, type)), quietStep());
  console.log(outputs["url"] instanceof Secret ? outputs["url"].reveal() : "no url");
}

if (type === "mysql") await make((await import("../mysql/mysql-driver.ts")).mysqlDriver(folders));
else if (type === "redis") await make((await import("../redis/redis-driver.ts")).redisDriver(folders));
else await make((await import("../postgres/postgres-driver.ts")).postgresDriver(folders));
