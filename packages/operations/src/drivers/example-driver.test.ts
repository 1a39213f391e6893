import { conformDriver, describeConformance } from "@towpath/provisioning/conformance";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import dnsSubject from "./testing/dns-subject.ts";
import { type NameServer, nameServer } from "./testing/name-server.ts";

let server: NameServer;
beforeAll(async () => {
  server = await nameServer();
});
afterAll(() => server.close());

describeConformance(
  { describe, test },
  async () => {
    const argument = { url: server.url, token: server.token };
    const url = new URL("./testing/dns-subject.ts", import.meta.url).href;
    return { ...(await dnsSubject(argument)), module: { url, argument } };
  },
  "the driver of the example platform conforms",
);

test("its tools are asked for before anything is touched", async () => {
  const subject = await dnsSubject({});
  const { results } = await conformDriver({ ...subject, leftovers: undefined, variables: {} });
  expect(results[0]).toMatchObject({
    check: "prepare",
    status: "skipped",
    message: expect.stringMatching(/ACME_DNS_URL/),
  });
  expect(new Set(results.slice(1).map(({ status }) => status))).toEqual(new Set(["skipped"]));
});
