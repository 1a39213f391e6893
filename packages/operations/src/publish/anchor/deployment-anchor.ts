import { type Digest, type Effects, errorMessage, isAbort } from "@towpath/core";
import { type Anchor, EvidenceError, type Head } from "@towpath/evidence";
import type { Account, DeploymentStatus, GitHub, GitHubDeployment } from "@towpath/github";
import { openRepository, type RepositoryAccess } from "../repository-access.ts";

/** What a deployment that only holds heads is called. */
const TASK = "towpath:evidence";

/** Before a head is kept it is looked for among so many: one that is tried again is among the last. */
const LOOKED_AT = 100;

const BUDGET = { requests: 200, waitMs: 30_000, requestMs: 10_000, totalMs: 60_000 };

/** Where heads are anchored. */
export interface DeploymentAnchorRequest extends RepositoryAccess {
  /** A commit that GitHub has: a deployment is one of something. Without one nothing can be kept. */
  readonly commit: string | undefined;
}

/**
 * Keeps heads as the statuses of one GitHub deployment a service, `evidence/orders`: a status is never changed, and none is
 * removed by itself. GitHub's own time and who said it stand beside each. Heads are those of the token's own account and of
 * apps: what a person says is no head, but whoever looks may be another than who wrote. Whoever may write deployments can remove
 * the whole deployment: then there is no head at all until the next one is kept.
 */
export function deploymentAnchor(request: DeploymentAnchorRequest, effects: Effects): Anchor {
  const name = `the deployments of ${request.repository}`;
  let opened: GitHub | undefined;
  const github = (): GitHub => {
    opened ??= openRepository(request, effects, BUDGET);
    return opened;
  };
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof EvidenceError || (effects.signal.aborted && isAbort(error, effects.signal))) throw error;
      throw failed(name, `${what}: ${errorMessage(error)}`, error);
    }
  };
  /** The oldest one first: of several every one counts, and the first is added to. */
  const anchors = async (service: string): Promise<readonly GitHubDeployment[]> => {
    const mine = await github().viewer();
    const found = await github().deploymentsTo(environmentOf(service), TASK);
    return found.filter(({ creator }) => isBelieved(creator, mine)).sort((a, b) => a.id - b.id);
  };
  const headsIn = async (
    service: string,
    deployments: readonly GitHubDeployment[],
    most?: number,
  ): Promise<readonly Head[]> => {
    const mine = await github().viewer();
    const heads: Head[] = [];
    for (const { id } of deployments) {
      const statuses = await github().deploymentStatusesOf(id, most);
      heads.push(
        ...statuses.filter(({ creator }) => isBelieved(creator, mine)).flatMap((status) => headFrom(service, status)),
      );
    }
    return heads;
  };
  return {
    name,
    publish: (head) =>
      attempt("cannot be written to", async () => {
        const deployments = await anchors(head.service);
        const known = await headsIn(head.service, deployments, LOOKED_AT);
        if (known.some((one) => one.index === head.index && one.entry === head.entry)) return;
        const id = deployments[0]?.id ?? (await made(github(), request, head.service, name));
        const said = await github().createDeploymentStatus(id, { state: "inactive", description: textOf(head) });
        if (!said.isWritten) throw failed(name, `cannot be written to: ${said.refusal.message}. ${said.refusal.hint}`);
      }),
    heads: (service) => attempt("cannot be read", async () => headsIn(service, await anchors(service))),
  };
}

function isBelieved(creator: Account | undefined, mine: string): boolean {
  return creator !== undefined && (creator.type === "Bot" || creator.login === mine);
}

async function made(
  github: GitHub,
  { commit }: DeploymentAnchorRequest,
  service: string,
  name: string,
): Promise<number> {
  if (!commit) throw failed(name, "cannot be written to: this run knows no commit that a deployment could be of");
  const written = await github.createDeployment({
    ref: commit,
    environment: environmentOf(service),
    task: TASK,
    description: `Heads of the evidence of ${service}`,
    payload: { v: 1, kind: "evidence", service },
  });
  if (written.isWritten) return written.value.id;
  throw failed(name, `cannot be written to: ${written.refusal.message}. ${written.refusal.hint}`);
}

function environmentOf(service: string): string {
  return `evidence/${service}`;
}

/** At most 110 characters: GitHub keeps 140. */
function textOf({ index, entry, at }: Head): string {
  return `head ${index} ${entry} ${at}`;
}

function headFrom(service: string, { description }: DeploymentStatus): readonly Head[] {
  const [, index, hex, at] =
    /^head (\d{1,15}) sha256:([0-9a-f]{64}) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/.exec(description) ?? [];
  if (index === undefined || hex === undefined || at === undefined) return [];
  const entry: Digest = `sha256:${hex}`;
  return [{ v: 1, service, index: Number(index), entry, at }];
}

function failed(name: string, what: string, cause?: unknown): EvidenceError {
  return new EvidenceError({
    code: "evidence/anchor",
    kind: "fault",
    message: `The anchor of the record, ${name}, ${what.replace(/[.!?]*$/, "")}.`,
    hint: "It takes a token with deployments: write, and a GitHub that answers; until then nobody can tell whether the record is whole.",
    cause,
  });
}
