import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Step } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test } from "vitest";
import { choosePort } from "../ports/port.ts";
import { startDetached } from "../processes/start-detached.ts";
import { localWorkloadHost } from "./local-workload-host.ts";
import { releaseOf, targetOf, workloadOf } from "./testing/local-service.ts";
import { go, isLiving, kill, openWorkshop, type Workshop } from "./testing/workshop.ts";

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

test("a port that is taken is passed over, and said", async () => {
  const stranger = createServer((_, response) => response.end("a stranger"));
  shop.strangers.push(stranger);
  await new Promise<void>((resolve) => stranger.listen(shop.port, "127.0.0.1", resolve));
  const { workloads } = await shop.roll(releaseOf("1"));
  const address = workloads[0]?.address ?? "";
  expect(address).not.toContain(`:${shop.port}`);
  expect(await (await fetch(address)).text()).toBe("1");
  const [instance] = await shop.host.current(shop.target, shop.context());
  expect(instance?.details["port"]).toContain(`${shop.port} was taken`);
  expect((await shop.roll(releaseOf("2"))).workloads[0]?.address).toBe(address);
});

test("a kept port that a stranger took meanwhile is given up, and said", async () => {
  await shop.roll(releaseOf("1"));
  await shop.host.stop(shop.target, shop.context());
  const stranger = createServer((_, response) => response.end("a stranger"));
  shop.strangers.push(stranger);
  await new Promise<void>((resolve) => stranger.listen(shop.port, "127.0.0.1", resolve));
  const context = shop.context();
  const { workloads } = await shop.roll(releaseOf("1"), shop.target, context);
  expect(await (await fetch(workloads[0]?.address ?? "")).text()).toBe("1");
  const message = expect.stringMatching(
    new RegExp(`Port ${shop.port} of 127.0.0.1 is taken; workloads.main is reached at`),
  );
  expect(context.seen).toContainEqual({ type: "notice", message });
});

test("another port in the manifest moves the address", async () => {
  await shop.roll(releaseOf("1"));
  const other = await choosePort();
  const { workloads } = await shop.roll(releaseOf("1"), targetOf([workloadOf({ port: other })]));
  expect(workloads[0]?.address).toBe(`http://127.0.0.1:${other}`);
  expect((await shop.get("/", other)).body).toBe("1");
  await expect(shop.get()).rejects.toThrow();
});

test("a proxy that was killed comes back on its port, serving what it served", async () => {
  await shop.roll(releaseOf("1"));
  await kill(shop.record().proxy.process.pid);
  await expect(shop.get()).rejects.toThrow();
  const before = readFileSync(shop.recordFile(), "utf8");
  expect(await shop.host.current(shop.target, shop.context())).toMatchObject([
    { status: "unhealthy", details: { problem: "its proxy does not run" } },
  ]);
  await expect(shop.get()).rejects.toThrow(); // a look starts nothing
  expect(readFileSync(shop.recordFile(), "utf8")).toBe(before);
  expect(await shop.roll(releaseOf("1"))).toMatchObject({
    status: "done",
    workloads: [{ message: "It was put right: its proxy does not run." }],
  });
  expect((await shop.get()).body).toBe("1");
  expect((await shop.roll(releaseOf("1"))).status).toBe("unchanged");
});

test("a service that was killed is seen, and started by the same command", async () => {
  await shop.roll(releaseOf("1"));
  await kill(await shop.servingPid());
  expect(await shop.host.current(shop.target, shop.context())).toMatchObject([{ status: "stopped" }]);
  expect((await shop.get()).status).toBe(502);
  expect((await shop.roll(releaseOf("1"))).status).toBe("done");
  expect((await shop.get()).body).toBe("1");
});

test("a start that was intended and never written down is found and ended", async () => {
  await shop.roll(releaseOf("1"));
  const log = join(shop.folder, "log");
  const unseen = await startDetached({
    file: "/bin/sleep",
    args: ["60"],
    folder: shop.folder,
    variables: {},
    logFile: log,
  });
  const { serving, ...rest } = shop.record();
  const { process: _, ...intended } = { ...serving, marker: unseen.marker };
  writeFileSync(shop.recordFile(), JSON.stringify({ ...rest, serving, starting: intended }));
  expect((await shop.roll(releaseOf("1"))).status).toBe("unchanged");
  expect([isLiving(unseen.pid), shop.record().starting]).toEqual([false, undefined]);
  writeFileSync(shop.recordFile(), JSON.stringify({ ...rest, serving, starting: { ...intended, process: unseen } }));
  expect((await shop.host.current(shop.target, shop.context())).map(({ status }) => status)).toEqual([
    "healthy",
    "stopped",
  ]);
});

test("a proxy's start that was cut off leaves no token behind", async () => {
  await shop.roll(releaseOf("1"));
  const { proxy, ...rest } = shop.record();
  await kill(proxy.process.pid);
  const root = join(shop.folder, "workloads", "orders", "dev", "main");
  writeFileSync(join(root, "proxy-cut-off.json"), JSON.stringify({ token: "of the start that was cut off" }));
  writeFileSync(shop.recordFile(), JSON.stringify({ ...rest, proxyMarker: "cut-off" }));
  await shop.roll(releaseOf("1"));
  expect((await shop.get()).body).toBe("1");
  expect(readdirSync(root).filter((name) => name.startsWith("proxy-"))).toEqual([]);
});

test("a record that is damaged is named, with what to do", async () => {
  await shop.roll(releaseOf("1"));
  const whole = readFileSync(shop.recordFile(), "utf8");
  writeFileSync(shop.recordFile(), whole.slice(0, -20));
  await expect(shop.roll(releaseOf("1"))).rejects.toMatchObject({ code: "engine-local/record-damaged" });
  writeFileSync(shop.recordFile(), whole);
});

test("of two rolls at once one waits for the other", async () => {
  const context = shop.context();
  const [first, second] = await Promise.all([
    shop.roll(releaseOf("1")),
    shop.roll(releaseOf("2"), shop.target, context),
  ]);
  expect([first.status, second.status]).toEqual(["done", "done"]);
  const impatient = localWorkloadHost({ folder: shop.folder, lockWaitMs: 0 });
  const gate = async ({ kind }: Step) => {
    if (kind === "start")
      await expect(impatient.roll(shop.target, releaseOf("4"), "rolling", go, shop.context())).rejects.toThrow(
        /being changed by anna/,
      );
    return "go" as const;
  };
  expect((await shop.host.roll(shop.target, releaseOf("3"), "rolling", gate, shop.context())).status).toBe("done");
  expect(await shop.host.current(shop.target, shop.context())).toHaveLength(1);
});
