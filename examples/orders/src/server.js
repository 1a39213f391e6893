import { createApp } from "./app.js";
import { readConfig } from "./config.js";
import { openDatabase } from "./database.js";
import { createLog, describeError } from "./log.js";

/** How long requests may take that are under way when the process is asked to stop. */
const DRAIN_MS = 10_000;

const log = createLog();

try {
  await start(readConfig(process.env));
} catch (error) {
  log("error", "the service could not start", describeError(error));
  process.exitCode = 1;
}

async function start({ host, port, databaseUrl, bucket }) {
  const pool = openDatabase(databaseUrl, log);
  const { server, drain } = createApp(pool, bucket, log);
  await new Promise((listening, failed) => server.once("error", failed).listen(port, host, listening));
  log("info", "listening", { host, port: server.address().port });

  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.on(signal, async () => {
      if (isStopping) return;
      isStopping = true;
      log("info", "stopping", { signal });
      await drain(DRAIN_MS);
      await pool.end();
      log("info", "stopped");
    });
  }
}
