import type { Clock, Json, JsonObject } from "@towpath/core";
import { isJson, isJsonObject, shortDigest } from "@towpath/core";
import { type Deployment, deploymentPayload } from "@towpath/delivery";
import { type GitHub, GitHubError, type Refusal } from "@towpath/github";
import { statusesOf } from "./deployment-statuses.ts";
import type { DeploymentsRequest } from "./publish-deployments.ts";
import { type OpenDeployment, type SentDeployments, withSent } from "./sent-deployments.ts";

/** What it takes to tell GitHub of the deployments of one service in one environment. */
export interface Telling {
  readonly request: DeploymentsRequest;
  readonly github: GitHub;
  readonly clock: Clock;
  /** GitHub may have been told of some without it being written down. */
  readonly isDoubtful: boolean;
  sent(): SentDeployments;
  /** @throws where another run wrote it in between */
  keep(sent: SentDeployments): Promise<void>;
}

/** What came of it: nothing where GitHub knows by now. */
export interface Told {
  readonly refusal?: Refusal;
  readonly notice?: string;
}

/**
 * Tells GitHub of one deployment. Each step is kept before the next: what a run that is killed leaves, a later one ends.
 *
 * @param isLast it is the newest one
 * @throws {GitHubError} where GitHub does not answer; what the state store throws
 */
export async function tellDeployment(telling: Telling, deployment: Deployment, isLast: boolean): Promise<Told> {
  const { request, github } = telling;
  const begun = await begin(telling, deployment);
  if (!("id" in begun)) return begun;
  let { open } = begun;
  const statuses = statusesOf(deployment, {
    pages: `${request.serverUrl}/${request.repository}`,
    environmentUrl: isLast ? request.environmentUrl : undefined,
  });
  for (const status of statuses.slice(open.said)) {
    // What served before is not known here: GitHub knows it, as long as it is not production.
    const isRetiring = status.state === "success" && telling.sent().active === undefined;
    const written = await github.createDeploymentStatus(begun.id, { ...status, isRetiring });
    if (!written.isWritten) return { refusal: written.refusal };
    open = { ...open, said: open.said + 1 };
    await telling.keep({ ...telling.sent(), open });
  }
  return await end(telling, deployment, begun.id);
}

type Begun = { readonly id: number; readonly open: OpenDeployment } | Told;

/** Finds the deployment at GitHub where it may be there already, or makes it. */
async function begin(telling: Telling, deployment: Deployment): Promise<Begun> {
  const { request, github, clock } = telling;
  const { number } = deployment;
  const last = telling.sent().open;
  const isResumed = last?.number === number;
  const claim = { number, by: request.runId, at: clock.now().toISOString() };
  const open = { ...claim, said: isResumed ? last.said : 0, ...(isResumed && last.id ? { id: last.id } : {}) };
  await telling.keep({ ...telling.sent(), open });
  if (open.id !== undefined) return { id: open.id, open };

  const known = isResumed || telling.isDoubtful ? await findAtGitHub(telling, deployment) : undefined;
  const made = known ?? (await create(telling, deployment));
  if (typeof made !== "object") {
    const said = known === undefined ? 0 : (await github.deploymentStatusesOf(made)).length;
    const now = { ...open, id: made, said };
    await telling.keep({ ...telling.sent(), open: now });
    return { id: made, open: now };
  }
  if (made.notice !== undefined) await telling.keep(withSent(telling.sent(), number));
  return made;
}

async function create(telling: Telling, deployment: Deployment): Promise<number | Told> {
  const { request, github } = telling;
  const { release, version, artifact, kind } = deployment;
  const { isProduction } = request;
  const ref = release.commit ?? request.commit;
  try {
    const made = await github.createDeployment({
      ref,
      environment: environmentName(request),
      description: `${kind === "planned" ? "" : `${kind}: `}${release.service} ${version} (${shortDigest(artifact.digest)})`,
      payload: payloadOf(deployment),
      ...(isProduction === undefined ? {} : { isProduction }),
    });
    return made.isWritten ? made.value.id : { refusal: made.refusal };
  } catch (error) {
    if (!(error instanceof GitHubError) || !/No ref found/i.test(error.message)) throw error;
    return {
      notice: `GitHub does not hear of deployment ${deployment.number} of ${release.service}: its commit ${ref.slice(0, 12)} is not in ${request.repository}. The record has it.`,
    };
  }
}

/** By the number of ours that the payload holds; only what the same account told of. */
async function findAtGitHub(
  { request, github }: Telling,
  { number, service }: Deployment,
): Promise<number | undefined> {
  const mine = await github.viewer();
  const there = await github.deploymentsTo(environmentName(request));
  return there.find(
    ({ creator, payload }) =>
      creator?.login === mine &&
      isJsonObject(payload) &&
      payload["number"] === number &&
      payload["service"] === service,
  )?.id;
}

/** Says of what served before that it serves no more, and writes down that GitHub knows all of it. */
async function end(telling: Telling, { number, verdict }: Deployment, id: number): Promise<Told> {
  const told = withSent(telling.sent(), number);
  if (verdict !== "succeeded") {
    await telling.keep(told);
    return {};
  }
  const { active } = told;
  const isNewest = active === undefined || active.number < number;
  const former = isNewest ? active?.id : id;
  if (former !== undefined) {
    const description = "Another deployment serves in its place.";
    const written = await telling.github.createDeploymentStatus(former, { state: "inactive", description });
    if (!written.isWritten) return { refusal: written.refusal };
  }
  await telling.keep(isNewest ? { ...told, active: { number, id } } : told);
  return {};
}

/** Services that share the name of an environment deactivate each other. */
function environmentName({ environment, service }: DeploymentsRequest): string {
  return `${environment}/${service}`;
}

/** What metrics are computed from later, with the number by which it is found again. */
function payloadOf(deployment: Deployment): JsonObject {
  const payload: unknown = JSON.parse(
    JSON.stringify({ ...deploymentPayload(deployment), number: deployment.number }, (_, value: Json) =>
      typeof value === "string" ? value.toWellFormed() : value,
    ),
  );
  if (isJson(payload) && isJsonObject(payload)) return payload;
  throw new TypeError("A deployment's payload is no JSON object.");
}
