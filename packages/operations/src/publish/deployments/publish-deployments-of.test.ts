import { Secret } from "@towpath/core";
import { loopbackGitHub } from "@towpath/testkit/github";
import { afterEach, expect, test } from "vitest";
import { gatedService } from "../../testing/gated-service.ts";
import { build } from "../../verbs/build.ts";
import { deploy } from "../../verbs/deploy.ts";
import { down } from "../../verbs/down.ts";
import { rollback } from "../../verbs/rollback.ts";
import { stateList } from "../../verbs/state-list.ts";
import { publishDeploymentsOf } from "./publish-deployments-of.ts";

const environment = "dev";
const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

test("GitHub hears of real deployments: of one that serves, one that failed, and one that went back", async () => {
  const service = gatedService({ dev: "{ engine: local }" });
  endings.push(() => down({ environment }, service.as("anna")));
  await using github = await loopbackGitHub();
  const repository = await github.addRepository({ name: "shop", folder: service.folder });
  const publish = async (facts = {}) =>
    await publishDeploymentsOf(
      {
        environment,
        apiUrl: github.url,
        serverUrl: "https://github.com",
        repository: "acme/shop",
        token: new Secret(github.token),
        commit: (await repository.commitOf("main")) ?? "",
        runId: "1",
        ...facts,
      },
      service.as("anna"),
    );
  expect(await publish()).toEqual({ notices: [], warnings: [] });

  for (const version of ["v1", "v2", "broken"]) {
    if (version !== "v1") service.change(version);
    await build({}, service.as("anna"));
    await deploy({ environment }, service.as("anna"));
  }
  await rollback({ environment }, service.as("berta"));
  expect(await publish()).toEqual({ notices: [], warnings: [] });
  expect(
    repository.deployments.map(({ payload, sha, environment: name, statuses }) => [
      name,
      Object(payload).version,
      Object(payload).kind,
      Object(payload).verdict,
      statuses.at(-1)?.state,
      sha,
    ]),
  ).toEqual([
    ["dev/shop", "v1", "planned", "succeeded", "inactive", await repository.commitOf("v1")],
    ["dev/shop", "v2", "planned", "succeeded", "inactive", await repository.commitOf("v2")],
    ["dev/shop", "broken", "planned", "failed_before_exposure", "failure", await repository.commitOf("broken")],
    ["dev/shop", "v1", "rollback", "succeeded", "success", await repository.commitOf("v1")],
  ]);
  const listed = await stateList({ environment }, service.as("anna"));
  expect(JSON.stringify(listed.data)).not.toContain("published/");

  expect(await publish({ environment: "prod" })).toEqual({
    notices: [],
    warnings: [expect.stringMatching(/^GitHub was not told of deployments to prod: .*prod/)],
  });
}, 60_000);
