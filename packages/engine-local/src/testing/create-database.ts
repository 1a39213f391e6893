// A command that makes a database and ends: to be run twice at once, and to be killed.

import { nodeClock, Secret } from "@towpath/core";
import { localFolders } from "../data-folder/local-folders.ts";
import { postgresDriver } from "../postgres/postgres-driver.ts";
import { request, scope } from "./local-fixture.ts";

const [home = "", service = "orders"] = process.argv.slice(2);
const folders = localFolders({ ...process.env, TOWPATH_HOME: home });
const driver = postgresDriver(folders);
const of = scope("db", service);
const made = await driver.create(of, driver.want(request(of, "postgres")), {
  clock: nodeClock,
  signal: new AbortController().signal,
  events: () => {},
  variables: process.env,
  outputs: async () => undefined,
  secrets: () => Promise.reject(new Error("no secrets here")),
  holder: { who: "test", run: "1", since: "2026-11-22T09:00:00Z" },
  idempotencyKey: "key",
  recordedOutputs: {},
});
const { url } = made.outputs;
console.log(url instanceof Secret ? url.reveal() : "no url");
