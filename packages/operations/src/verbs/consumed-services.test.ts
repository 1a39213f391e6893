import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { afterEach, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { down } from "./down.ts";
import { drift } from "./drift.ts";
import { up } from "./up.ts";

const payments = (port: number) =>
  manifestOf(
    "payments",
    `workload: { run: exec node server.js, port: ${port}, health: { path: /, interval: 100ms, grace: 10s } }
build: { output: [server.js] }
`,
  );
/** It asks the other service with each request. */
const ORDERS = manifestOf(
  "orders",
  `consumes: { payments: { service: payments } }
workload:
  run: exec node server.js
  port: 18193
  health: { path: /healthz, interval: 100ms, grace: 10s }
  variables: { PAYMENTS_URL: "\${consumes.payments.url}/pay" }
build: { output: [server.js] }
`,
);
const files = {
  "payments/towpath.yaml": payments(18192),
  "payments/server.js": `require("node:http").createServer((request, response) => response.end("paid at " + request.url))
  .listen(process.env.PORT, "127.0.0.1");`,
  "orders/towpath.yaml": ORDERS,
  "orders/server.js": `require("node:http").createServer(async (request, response) => {
  if (request.url === "/healthz") return response.end();
  const answer = await fetch(process.env.PAYMENTS_URL).then((one) => one.text(), () => "nobody pays");
  response.end(answer);
}).listen(process.env.PORT, "127.0.0.1");`,
  "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
`,
};
const of = (service: string) => ({ manifest: service, platform: "platform.yaml" });
const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

function open() {
  const notices: string[] = [];
  const { effects, folder } = folderWith(files, {
    clock: nodeClock,
    events: (event) => {
      if (event.type === "notice") notices.push(event.message);
    },
  });
  endings.push(
    () => down(of("orders"), effects),
    () => down(of("payments"), effects),
  );
  return { effects, folder, notices };
}
const asked = async (address: string | undefined) => (await fetch(address ?? "")).text();
const addressOf = (started: Awaited<ReturnType<typeof up>>) => started.data?.addresses["workloads.main"];

test("a service is handed where the other one is, and told which command brings it up", async () => {
  const { effects, folder, notices } = open();
  const alone = await up(of("orders"), effects);
  expect(alone.status).not.toBe("ok");
  expect(JSON.stringify(alone)).toContain("orders uses payments, which was never up in dev on this machine.");
  expect(JSON.stringify(alone)).toContain("Run towpath up -e dev in the folder of payments first");

  const first = await up(of("payments"), effects);
  expect(first.status).toBe("ok");
  const orders = await up(of("orders"), effects);
  expect(await asked(addressOf(orders))).toBe("paid at /pay");

  await down(of("payments"), effects);
  await down(of("orders"), effects);
  notices.splice(0);
  const before = await up(of("orders"), effects); // the other order: the address is known by now
  expect(before.status).toBe("ok");
  expect(notices.join()).toContain(
    `payments is not up in dev; orders finds it at http://127.0.0.1:18192 once it is: run towpath up -e dev in ${join(folder, "payments")}.`,
  );
  expect(await asked(addressOf(before))).toBe("nobody pays");
  await up(of("payments"), effects);
  expect(await asked(addressOf(before))).toBe("paid at /pay");
});

test("when the other one moves, that is drift, and the next deployment is handed the new address", async () => {
  const { effects, folder } = open();
  await up(of("payments"), effects);
  await up(of("orders"), effects);
  const manifest = join(folder, "payments", "towpath.yaml");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace("18192", "18194"));
  await up(of("payments"), effects);
  const found = await drift(of("orders"), effects);
  expect(found).toMatchObject({
    status: "failed",
    data: {
      workloads: [
        {
          workload: "workloads.main",
          message:
            "workloads.main: it calls payments at http://127.0.0.1:18192, which is at http://127.0.0.1:18194 now.",
        },
      ],
    },
  });
  const again = await up(of("orders"), effects);
  expect(again).toMatchObject({ status: "ok", data: { unchanged: false } });
  expect(await asked(addressOf(again))).toBe("paid at /pay");
  expect(await drift(of("orders"), effects)).toMatchObject({ status: "ok" });
});
