import { readFileSync } from "node:fs";
import { createControlServer, InvalidOrder } from "../control/control-server.ts";
import { takeOrders } from "../control/take-orders.ts";
import { openJobKeeper } from "./job-keeper.ts";
import { parsePlan, parseSchedulerConfig } from "./scheduler-protocol.ts";

/** A plan holds the variables of a workload. */
const LONGEST_PLAN = 4_000_000;

/** The scheduler's process: `node main.js CONFIG`. What it runs, it is told over its control port. */
const [, , configFile = ""] = process.argv;
const { token, reportFile, ...files } = parseSchedulerConfig(readFileSync(configFile, "utf8"));
const keeper = openJobKeeper(files);

function sensible<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new InvalidOrder(error instanceof Error ? error.message : "Expected a plan.");
  }
}

const control = createControlServer(
  {
    "GET /status": () => keeper.status(),
    "PUT /staged": (body) => {
      sensible(() => keeper.stage(body === null ? undefined : parsePlan(body)));
      return keeper.status();
    },
    "PUT /current": () => {
      keeper.commit();
      return keeper.status();
    },
    "PUT /run": (body) => {
      sensible(() => {
        if (
          typeof body !== "object" ||
          body === null ||
          !("id" in body) ||
          typeof body.id !== "string" ||
          !("plan" in body)
        )
          throw new TypeError("Expected an id and a plan.");
        keeper.runOnce(body.id, parsePlan(body.plan));
      });
      return keeper.status();
    },
  },
  token,
  LONGEST_PLAN,
);
await takeOrders(control, reportFile);

process.once("SIGTERM", () => {
  control.close();
  control.closeAllConnections();
  keeper.end().finally(() => process.exit(0));
});
