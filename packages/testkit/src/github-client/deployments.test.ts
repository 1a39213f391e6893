import { expect, test } from "vitest";
import { faults } from "../github/index.ts";
import { type Conversation, converse } from "./testing/conversation.ts";

function told(talk: Conversation, number = 1) {
  return { ref: talk.head, environment: "prod/orders", payload: { v: 1, number, service: "orders" } };
}

test("a deployment is told of as something that has happened", async () => {
  await using talk = await converse();
  const { github, repository, server } = talk;
  const made = await github.createDeployment({ ...told(talk), isProduction: true, description: "orders 1.8.2" });
  const id = made.isWritten ? made.value.id : 0;
  expect(made).toMatchObject({
    isWritten: true,
    value: { commit: talk.head, creator: { login: "github-actions[bot]" } },
  });
  expect(server.requests[0]?.body).toEqual({
    ref: talk.head,
    task: "deploy",
    environment: "prod/orders",
    payload: { v: 1, number: 1, service: "orders" },
    auto_merge: false,
    required_contexts: [],
    description: "orders 1.8.2",
    production_environment: true,
  });
  await github.createDeploymentStatus(id, { state: "in_progress" });
  const said = await github.createDeploymentStatus(id, {
    state: "success",
    description: `orders 1.8.2 serves prod.\n::error::${"x".repeat(200)}`,
    logUrl: "https://github.com/acme/orders/actions/runs/7",
    environmentUrl: "https://orders.acme.example",
  });
  expect(said).toMatchObject({
    isWritten: true,
    value: { state: "success", creator: { login: "github-actions[bot]" } },
  });
  expect(repository.deployments[0]?.statuses).toMatchObject([
    { state: "in_progress" },
    {
      description: expect.stringMatching(/^orders 1\.8\.2 serves prod\. ::error::x+…$/),
      logUrl: "https://github.com/acme/orders/actions/runs/7",
      environmentUrl: "https://orders.acme.example",
    },
  ]);
  expect(repository.deployments[0]?.statuses[1]?.description).toHaveLength(140);
  expect((await github.deploymentStatusesOf(id)).map(({ state }) => state)).toEqual(["success", "in_progress"]);
  expect(await github.deploymentsTo("prod/orders")).toMatchObject([{ id, payload: { number: 1 }, task: "deploy" }]);
  expect(await github.deploymentsTo("prod/billing")).toEqual([]);
});

test("an address that is none is left out, not sent to be refused", async () => {
  await using talk = await converse();
  const made = await talk.github.createDeployment(told(talk));
  for (const logUrl of ["javascript:alert(1)", "orders", "", "file:///etc/passwd"])
    expect(
      await talk.github.createDeploymentStatus(made.isWritten ? made.value.id : 0, { state: "failure", logUrl }),
    ).toMatchObject({ isWritten: true });
  expect(talk.repository.deployments[0]?.statuses.map(({ logUrl }) => logUrl)).toEqual(["", "", "", ""]);
});

test("what is called production is it, unless it is said not to be", async () => {
  await using talk = await converse();
  const { github, repository } = talk;
  await github.createDeployment({ ...told(talk, 1), environment: "production" });
  await github.createDeployment({ ...told(talk, 2), environment: "production", isProduction: false });
  expect(repository.deployments.map(({ isProduction }) => isProduction)).toEqual([true, false]);
});

test("only who asks for it retires what served before", async () => {
  await using talk = await converse();
  const ids: number[] = [];
  for (const number of [1, 2, 3]) {
    const made = await talk.github.createDeployment(told(talk, number));
    if (made.isWritten) ids.push(made.value.id);
    const status = { state: "success", isRetiring: number === 3 } as const;
    await talk.github.createDeploymentStatus(ids.at(-1) ?? 0, status);
    if (number === 2)
      expect(talk.repository.deployments.map(({ statuses }) => statuses.at(-1)?.state)).toEqual(["success", "success"]);
  }
  expect(talk.repository.deployments.map(({ statuses }) => statuses.at(-1)?.state)).toEqual([
    "inactive",
    "inactive",
    "success",
  ]);
});

test.each([
  ["500", faults.unavailable()],
  ["502", faults.unavailable(502)],
  ["a reset connection", faults.reset],
  ["half an answer", faults.half],
])("%s: a deployment and its status stand there once, whether GitHub did it before or not", async (_, fault) => {
  for (const isCarriedOut of [false, true]) {
    await using talk = await converse();
    talk.server.order({ method: "POST", path: /deployments$/, fault, isCarriedOut });
    talk.server.order({ method: "POST", path: /statuses$/, fault, isCarriedOut });
    const made = await talk.github.createDeployment(told(talk));
    expect(made).toMatchObject({ isWritten: true, value: { payload: { number: 1 } } });
    const status = { state: "success", description: "It serves." } as const;
    await talk.github.createDeploymentStatus(made.isWritten ? made.value.id : 0, status);
    expect(talk.repository.deployments.map(({ statuses }) => statuses.map(({ state }) => state))).toEqual([
      ["success"],
    ]);
  }
});

test("what was said before in other words is not taken for the status whose answer was lost", async () => {
  await using talk = await converse();
  const made = await talk.github.createDeployment(told(talk));
  const id = made.isWritten ? made.value.id : 0;
  await talk.github.createDeploymentStatus(id, { state: "in_progress", description: "It starts." });
  talk.server.order({ method: "POST", path: /statuses$/, fault: faults.unavailable(502) });
  await talk.github.createDeploymentStatus(id, { state: "in_progress", description: "It is verified." });
  expect(talk.repository.deployments[0]?.statuses.map(({ description }) => description)).toEqual([
    "It starts.",
    "It is verified.",
  ]);
});

test("no more statuses are asked for than are wanted", async () => {
  await using talk = await converse({ mostPerPage: 2 });
  const made = await talk.github.createDeployment(told(talk));
  const id = made.isWritten ? made.value.id : 0;
  for (const state of ["queued", "in_progress", "success"] as const)
    await talk.github.createDeploymentStatus(id, { state });
  const before = talk.server.requests.length;
  expect((await talk.github.deploymentStatusesOf(id, 1)).map(({ state }) => state)).toEqual(["success"]);
  expect(talk.server.requests.length - before).toBe(1);
  expect(await talk.github.deploymentStatusesOf(id)).toHaveLength(3);
});

test("another deployment of the same commit is not taken for the one whose answer was lost", async () => {
  await using talk = await converse();
  await talk.github.createDeployment(told(talk, 1));
  talk.server.order({ method: "POST", path: /deployments$/, fault: faults.unavailable(502) });
  await talk.github.createDeployment(told(talk, 2));
  expect(talk.repository.deployments.map(({ payload }) => payload)).toMatchObject([{ number: 1 }, { number: 2 }]);
});

test("a commit that GitHub does not have is an error that says so", async () => {
  await using talk = await converse();
  await expect(talk.github.createDeployment({ ...told(talk), ref: "f".repeat(40) })).rejects.toMatchObject({
    code: "github/refused",
    message: expect.stringContaining("No ref found for"),
  });
});
