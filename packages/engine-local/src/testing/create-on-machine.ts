// A command that makes a resource by a program of this machine and ends: to be run twice at once, and to be killed.

import { nodeClock, Secret } from "@towpath/core";
import { mysqlDriver } from "../mysql/mysql-driver.ts";
import { redisDriver } from "../redis/redis-driver.ts";
import { foldersAt, request, scope } from "./local-fixture.ts";

const [home = "", type = "mysql", service = "orders"] = process.argv.slice(2);
const folders = foldersAt(home);
const of = scope("db", service);
const step = {
  clock: nodeClock,
  signal: new AbortController().signal,
  events: () => {},
  variables: process.env,
  outputs: async () => undefined,
  secrets: () => Promise.reject(new Error("no secrets here")),
  holder: { who: "test", run: "1", since: "2026-11-22T09:00:00Z" },
  idempotencyKey: "key",
  recordedOutputs: {},
};
const [mysql, redis] = [mysqlDriver(folders), redisDriver(folders)];
const made =
  type === "mysql"
    ? await mysql.create(of, mysql.want(request(of, type)), step)
    : await redis.create(of, redis.want(request(of, type)), step);
const { url } = made.outputs;
console.log(url instanceof Secret ? url.reveal() : "no url");
