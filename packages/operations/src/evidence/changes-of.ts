import { type Deployment, deploymentsOf, isFinal } from "@towpath/delivery";
import { type Change, type RecordedStatement, saidIn } from "@towpath/evidence/controls";
import type { StateStore } from "@towpath/provisioning";
import { isCommit } from "./is-commit.ts";

type Numbered = Change & { readonly number: number };

/**
 * Every deployment of a service to an environment that has ended, the oldest first: those that the state store has a record of,
 * and those that a signed statement tells of. One that only one of them knows is there, too.
 */
export async function changesOf(
  state: StateStore,
  { service, environment }: { readonly service: string; readonly environment: string },
  statements: readonly RecordedStatement[],
): Promise<readonly Change[]> {
  const signed = signedChanges(statements, environment);
  const changes = new Map<number, Numbered>(signed);
  for await (const deployment of deploymentsOf(state, service, environment)) {
    if (!isFinal(deployment.verdict)) continue;
    const known = signed.get(deployment.number);
    // What the state store says beside what is signed is not what happened.
    if (known?.digest !== deployment.artifact.digest) changes.set(deployment.number, changeOf(deployment));
  }
  const all = [...changes.values()].sort((a, b) => a.number - b.number);
  let before: string | null | undefined = null;
  return all.map((one) => {
    const change: Change = { ...one, ...(before === undefined ? {} : { previousCommit: before }) };
    if (one.verdict === "succeeded") before = one.commit;
    return change;
  });
}

function signedChanges(statements: readonly RecordedStatement[], environment: string): Map<number, Numbered> {
  const changes = new Map<number, Numbered>();
  for (const recorded of statements) {
    const said = saidIn(recorded, "deployment")?.said;
    if (said?.environment !== environment) continue;
    changes.set(said.number, {
      service: said.service,
      environment,
      number: said.number,
      version: said.version,
      digest: said.artifact.digest,
      ...(said.commit === undefined ? {} : { commit: said.commit }),
      at: said.requestedAt,
      ...(said.finishedAt === undefined ? {} : { finishedAt: said.finishedAt }),
      actor: said.run.actor,
      verdict: said.verdict,
      isUnsigned: false,
    });
  }
  return changes;
}

function changeOf({
  number,
  service,
  environment,
  version,
  artifact,
  release,
  run,
  verdict,
  history,
}: Deployment): Numbered {
  const [first] = history;
  const last = history.at(-1);
  return {
    service,
    environment,
    number,
    version,
    digest: artifact.digest,
    ...(isCommit(release.commit) ? { commit: release.commit } : {}),
    at: first?.at ?? release.createdAt,
    ...(last ? { finishedAt: last.at } : {}),
    actor: run.actor,
    ...(isEnded(verdict) ? { verdict } : {}),
    isUnsigned: true,
  };
}

function isEnded(verdict: Deployment["verdict"]): verdict is NonNullable<Change["verdict"]> {
  return isFinal(verdict);
}
