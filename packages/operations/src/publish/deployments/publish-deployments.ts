import { type Effects, isAbort } from "@towpath/core";
import { type Deployment, deploymentsOf, isFinal } from "@towpath/delivery";
import type { Refusal } from "@towpath/github";
import type { StateStore } from "@towpath/provisioning";
import { counted } from "../../describe/counted.ts";
import { reasonOf } from "../publish-all.ts";
import type { Published } from "../publish-request.ts";
import { openRepository, type RepositoryAccess } from "../repository-access.ts";
import { isSent, readSent, type SentDeployments, sentKey, writeSent } from "./sent-deployments.ts";
import { type Telling, tellDeployment } from "./tell-deployment.ts";

/** Whose deployments GitHub is to hear of. */
export interface DeploymentsRequest extends RepositoryAccess {
  /** GitHub's pages, without a slash at the end. */
  readonly serverUrl: string;
  /** Where the record is. */
  readonly state: StateStore;
  readonly service: string;
  readonly environment: string;
  /** The commit that this run is about: for a release that was built from none. */
  readonly commit: string;
  /** This run: what another one is telling right now is left to it. */
  readonly runId: string;
  /** Where users find what serves now. */
  readonly environmentUrl?: string | undefined;
  /** Whether users meet the environment. GitHub's own guess when absent. */
  readonly isProduction?: boolean | undefined;
}

const BUDGET = { requests: 200, waitMs: 30_000, requestMs: 10_000, totalMs: 60_000 };
/** What another run began is left to it for so long, in milliseconds. */
const PATIENCE_MS = 120_000;
/** By one run; the next goes on. */
const MOST_AT_ONCE = 12;

/**
 * Tells GitHub of every deployment of a service in an environment that has ended and that it was not told of yet, by whatever
 * run it was made. What GitHub does not take or does not answer is said, and is told by a later run: the record is in the state
 * store. Never throws for it.
 *
 * @throws the signal's reason when the run is cancelled
 */
export async function publishDeployments(request: DeploymentsRequest, effects: Effects): Promise<Published> {
  const { service, environment } = request;
  const notices: string[] = [];
  try {
    const open = await openTelling(request, effects);
    if (!open) return { notices, warnings: [] };
    const { telling, unsent } = open;
    for (const [index, deployment] of unsent.slice(0, MOST_AT_ONCE).entries()) {
      const told = await tellDeployment(telling, deployment, index === unsent.length - 1);
      if (told.notice !== undefined) notices.push(told.notice);
      if (told.refusal) return { notices: [...notices, refused(request, told.refusal)], warnings: [] };
    }
    const left = unsent.length - MOST_AT_ONCE;
    if (left > 0)
      notices.push(
        `GitHub hears of the last ${counted(left, "deployment")} of ${service} to ${environment} from later runs.`,
      );
    return { notices, warnings: [] };
  } catch (error) {
    if (effects.signal.aborted && isAbort(error, effects.signal)) throw error;
    if (isConflict(error)) return { notices, warnings: [] }; // another run tells of the same
    const what = `GitHub was not told of every deployment of ${service} to ${environment}`;
    return { notices, warnings: [`${what}: ${reasonOf(error)} The record has them; the next run tells it.`] };
  }
}

async function openTelling(
  request: DeploymentsRequest,
  effects: Effects,
): Promise<{ readonly telling: Telling; readonly unsent: readonly Deployment[] } | undefined> {
  const { state, service, environment, runId } = request;
  const key = sentKey(service, environment);
  const read = await readSent(state, key);
  let { version } = read;
  let sent = read.sent;
  const unsent: Deployment[] = [];
  for await (const deployment of deploymentsOf(state, service, environment)) {
    if (deployment.number <= sent.upTo) break;
    if (isFinal(deployment.verdict) && !isSent(sent, deployment.number)) unsent.push(deployment);
  }
  const { open } = sent;
  const age = open ? effects.clock.now().getTime() - Date.parse(open.at) : 0;
  const isAnothers = open !== undefined && open.by !== runId && age < PATIENCE_MS;
  if (unsent.length === 0 || isAnothers) return undefined;
  const telling: Telling = {
    request,
    github: openRepository(request, effects, BUDGET),
    clock: effects.clock,
    isDoubtful: version === "absent" || read.isDamaged,
    sent: () => sent,
    keep: async (next: SentDeployments) => {
      version = await writeSent(state, key, next, version);
      sent = next;
    },
  };
  return { telling, unsent: unsent.reverse() };
}

function refused({ service, environment }: DeploymentsRequest, { hint }: Refusal): string {
  return `GitHub was not told of the deployment of ${service} to ${environment}: it does not let this token do so. The record has it. ${hint}`;
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "provisioning/conflict";
}
