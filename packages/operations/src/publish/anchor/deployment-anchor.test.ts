import { digestBytes } from "@towpath/core";
import type { Head } from "@towpath/evidence";
import { FORK_PERMISSIONS, faults } from "@towpath/testkit/github";
import { expect, test } from "vitest";
import { type Publishing, publishing } from "../testing/publishing.ts";
import { deploymentAnchor } from "./deployment-anchor.ts";

function headOf(index: number, service = "orders"): Head {
  return { v: 1, service, index, entry: digestBytes(String(index)), at: `2026-11-22T09:00:0${index}.123Z` };
}

const anchorOf = (desk: Publishing, access = desk.access) =>
  deploymentAnchor({ ...access, commit: desk.head }, desk.effects);

test("heads are kept as statuses of one deployment a service, each once", async () => {
  await using desk = await publishing();
  const anchor = anchorOf(desk);
  expect(await anchor.heads("orders")).toEqual([]);
  for (const index of [1, 2, 2, 3, 1]) await anchor.publish(headOf(index));
  await anchorOf(desk).publish(headOf(1, "billing"));
  const heads = await anchorOf(desk).heads("orders");
  expect([...heads].sort((a, b) => a.index - b.index)).toEqual([headOf(1), headOf(2), headOf(3)]);
  expect(desk.repository.deployments).toMatchObject([
    { environment: "evidence/orders", task: "towpath:evidence", statuses: [{ state: "inactive" }, {}, {}] },
    { environment: "evidence/billing" },
  ]);
});

test("a record that was written anew beside the first shows: both heads are there", async () => {
  await using desk = await publishing();
  const other = { ...headOf(1), entry: digestBytes("other") };
  await anchorOf(desk).publish(headOf(1));
  await anchorOf(desk).publish(other);
  expect(await anchorOf(desk).heads("orders")).toHaveLength(2);
});

test("an auditor sees with a token of their own what a workflow kept", async () => {
  await using desk = await publishing();
  await anchorOf(desk).publish(headOf(1));
  expect(await anchorOf(desk, desk.as("auditor", FORK_PERMISSIONS)).heads("orders")).toEqual([headOf(1)]);
});

test("what a person says is no head, and neither is what is none", async () => {
  await using desk = await publishing();
  await anchorOf(desk).publish(headOf(1));
  await anchorOf(desk, desk.as("mallory")).publish(headOf(2));
  const [deployment] = desk.repository.deployments;
  const [status] = deployment?.statuses ?? [];
  if (!deployment || !status) throw new Error("There is no status.");
  const account = { login: "mallory", type: "User" } as const;
  deployment.statuses.push(
    { ...status, id: 91, account, description: status.description.replace("head 1", "head 3") },
    { ...status, id: 92, description: `${status.description} and more` },
    { ...status, id: 93, description: "head 1e3 sha256:0 x" },
  );
  expect(await anchorOf(desk).heads("orders")).toEqual([headOf(1)]);
});

test.each([
  ["500", faults.unavailable()],
  ["502", faults.unavailable(502)],
  ["429", faults.tooMany(600)],
  ["a reset connection", faults.reset],
])("%s: that is an error, and never an empty answer", async (_, fault) => {
  await using desk = await publishing();
  await anchorOf(desk).publish(headOf(1));
  for (const path of [/graphql/, /deployments\?/, /statuses/]) {
    desk.github.order({ path, times: 99, fault });
    await expect(anchorOf(desk).heads("orders")).rejects.toMatchObject({ code: "evidence/anchor", kind: "fault" });
    await expect(anchorOf(desk).publish(headOf(2))).rejects.toMatchObject({ code: "evidence/anchor" });
    desk.github.clearFaults();
  }
  expect(await anchorOf(desk).heads("orders")).toEqual([headOf(1)]);
});

test("an answer that is lost keeps a head once; a token that may not says what it lacks", async () => {
  await using desk = await publishing();
  desk.github.order({ method: "POST", path: /repos/, times: 1, fault: faults.reset, isCarriedOut: true });
  desk.github.order({ method: "POST", path: /statuses/, fault: faults.half });
  await anchorOf(desk).publish(headOf(1));
  expect(desk.repository.deployments.map(({ statuses }) => statuses.length)).toEqual([1]);
  const fork = anchorOf(desk, desk.as("github-actions[bot]", FORK_PERMISSIONS));
  expect(await fork.heads("orders")).toEqual([headOf(1)]);
  await expect(fork.publish(headOf(2))).rejects.toMatchObject({
    code: "evidence/anchor",
    message: expect.stringContaining("Add `deployments: write`"),
  });
});
