import type { JsonObject } from "@towpath/core";
import type { KeptDeployment, KeptDeploymentState, KeptDeploymentStatus } from "../kept-deployment.ts";
import { notFound, problem, type RepositoryCall, type Route, userBody } from "../route.ts";

const MOST_CHARACTERS = 140;
const STATES: readonly KeptDeploymentState[] = [
  "error",
  "failure",
  "inactive",
  "in_progress",
  "queued",
  "pending",
  "success",
];

/** Deployments and their statuses. */
export const deploymentRoutes: Readonly<Record<string, Route>> = {
  "GET /repos/{owner}/{repo}/deployments": {
    about: "repository",
    needs: ["deployments=read"],
    answer: (call) => {
      const { repository, query } = call;
      const isAsked = (name: string, value: string): boolean => (query[name] ?? value) === value;
      const found = repository.deployments.filter(
        ({ sha, ref, task, environment }) =>
          isAsked("sha", sha) && isAsked("ref", ref) && isAsked("task", task) && isAsked("environment", environment),
      );
      return { status: 200, pages: { items: found.reverse().map((one) => deploymentBody(call, one)) } };
    },
  },
  "POST /repos/{owner}/{repo}/deployments": {
    about: "repository",
    needs: ["deployments=write"],
    answer: async (call) => {
      const { repository, body, token, now } = call;
      const ref = String(body["ref"]);
      const sha = await repository.commitOf(ref);
      if (sha === undefined) return problem(422, `No ref found for: ${ref}`);
      // What a deployment does that nobody forbids: it merges the default branch into the ref, and waits for all checks.
      const main = await repository.commitOf("main");
      if (body["auto_merge"] !== false && sha !== main) return problem(409, `Conflict merging main into ${ref}.`);
      const contexts = body["required_contexts"];
      if (!Array.isArray(contexts) || contexts.length > 0)
        return problem(409, `Conflict: Commit status checks failed for ${ref}.`);
      const environment = String(body["environment"] ?? "production");
      const { description, production_environment: isProduction } = body;
      if (typeof description === "string" && description.length > MOST_CHARACTERS) return tooLong("Deployment");
      const deployment: KeptDeployment = {
        id: call.newId(),
        sha,
        ref,
        task: String(body["task"] ?? "deploy"),
        environment,
        payload: body["payload"] ?? {},
        description: typeof description === "string" ? description : null,
        isProduction: typeof isProduction === "boolean" ? isProduction : environment === "production",
        isTransient: body["transient_environment"] === true,
        account: token.account,
        created: now,
        statuses: [],
      };
      repository.deployments.push(deployment);
      return { status: 201, body: deploymentBody(call, deployment) };
    },
  },
  "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses": {
    about: "repository",
    needs: ["deployments=read"],
    answer: (call) => {
      const deployment = deploymentOf(call);
      if (!deployment) return notFound;
      const statuses = [...deployment.statuses].reverse();
      return { status: 200, pages: { items: statuses.map((status) => statusBody(call, deployment, status)) } };
    },
  },
  "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses": {
    about: "repository",
    needs: ["deployments=write"],
    answer: (call) => {
      const deployment = deploymentOf(call);
      if (!deployment) return notFound;
      const { body } = call;
      const text = (name: string): string => (typeof body[name] === "string" ? body[name] : "");
      const state = STATES.find((one) => one === body["state"]) ?? "pending";
      if (text("description").length > MOST_CHARACTERS) return tooLong("DeploymentStatus");
      for (const name of ["log_url", "target_url", "environment_url"])
        if (text(name) !== "" && !/^https?:\/\//.test(text(name)))
          return problem(422, "Validation Failed", [{ resource: "DeploymentStatus", field: name, code: "invalid" }]);
      const said = say(call, deployment, state, {
        description: text("description"),
        logUrl: text("log_url") || text("target_url"),
        environmentUrl: text("environment_url"),
      });
      if (state === "success" && body["auto_inactive"] !== false) retireOthers(call, deployment);
      return { status: 201, body: statusBody(call, deployment, said) };
    },
  },
};

function say(
  call: RepositoryCall,
  deployment: KeptDeployment,
  state: KeptDeploymentState,
  texts: Pick<KeptDeploymentStatus, "description" | "logUrl" | "environmentUrl">,
): KeptDeploymentStatus {
  const status = { id: call.newId(), state, ...texts, account: call.token.account, created: call.now };
  deployment.statuses.push(status);
  return status;
}

/** "All prior non-transient, non-production environment deployments" that were a success. GitHub's documentation. */
function retireOthers(call: RepositoryCall, { id, environment }: KeptDeployment): void {
  for (const one of call.repository.deployments) {
    const isPrior = one.id < id && one.environment === environment && !one.isTransient && !one.isProduction;
    if (isPrior && one.statuses.at(-1)?.state === "success")
      say(call, one, "inactive", { description: "", logUrl: "", environmentUrl: "" });
  }
}

function deploymentOf({ repository, parameters }: RepositoryCall): KeptDeployment | undefined {
  return repository.deployments.find(({ id }) => id === Number(parameters["deployment_id"]));
}

function tooLong(resource: string) {
  const message = `description is too long (maximum is ${MOST_CHARACTERS} characters)`;
  return problem(422, "Validation Failed", [{ resource, field: "description", code: "custom", message }]);
}

function deploymentBody({ api, repository }: RepositoryCall, deployment: KeptDeployment): JsonObject {
  const { id, sha, ref, task, environment, payload, description, isProduction, isTransient, created } = deployment;
  const of = `${api}/repos/${repository.owner}/${repository.name}`;
  return {
    id,
    sha,
    ref,
    task,
    environment,
    original_environment: environment,
    payload,
    description,
    production_environment: isProduction,
    transient_environment: isTransient,
    creator: userBody(deployment),
    created_at: created,
    updated_at: created,
    url: `${of}/deployments/${id}`,
    statuses_url: `${of}/deployments/${id}/statuses`,
    repository_url: of,
  };
}

function statusBody(
  { api, repository }: RepositoryCall,
  { id: of, environment }: KeptDeployment,
  status: KeptDeploymentStatus,
): JsonObject {
  const { id, state, description, logUrl, environmentUrl, created } = status;
  const url = `${api}/repos/${repository.owner}/${repository.name}/deployments/${of}`;
  return {
    id,
    state,
    description,
    environment,
    ...(logUrl === "" ? {} : { log_url: logUrl, target_url: logUrl }),
    ...(environmentUrl === "" ? {} : { environment_url: environmentUrl }),
    creator: userBody(status),
    created_at: created,
    updated_at: created,
    url: `${url}/statuses/${id}`,
    deployment_url: url,
  };
}
