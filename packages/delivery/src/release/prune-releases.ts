import { type Digest, isJsonObject } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import type { ArtifactStore } from "../artifact/artifact-store.ts";
import { type DeploymentState, isFinal } from "../deployment/deployment.ts";
import { deploymentsOf } from "../deployment/deployment-log.ts";
import { damagedRecord, readRecord, recordNumbers } from "../record/numbered-records.ts";
import { decodeRelease } from "./decode-release.ts";
import type { Release } from "./release.ts";
import { releasesKey } from "./release-log.ts";

/** How many releases of a service are kept whatever became of them, and how young one is that is kept. */
export interface PruneSettings {
  readonly releases: number;
  /** In milliseconds. */
  readonly age: number;
  /** So many have to be waiting before anything is looked at: to look costs a read for each deployment. */
  readonly batch: number;
}

export const PRUNING: PruneSettings = { releases: 20, age: 30 * 24 * 60 * 60_000, batch: 10 };

/** At most so many are removed at a time. */
const MOST = 200;
/** Ends after which users were never served, or are not any more. After every other one somebody may want to go back there. */
const WITHOUT_USE: ReadonlySet<DeploymentState> = new Set([
  "cancelled",
  "failed_before_exposure",
  "refused",
  "rolled_back",
  "superseded",
]);

/**
 * Removes the bytes of old releases that never served anybody: neither those of the newest releases, nor young ones, nor any that
 * a deployment to any environment names which succeeded, has not ended, or of which nobody knows how it ended. The records stay.
 * The caller holds the lock under which the service's releases are made.
 *
 * @returns what was removed
 * @throws {DeliveryError} `delivery/record-damaged`, `delivery/record-newer` where the record does not say what is needed: nothing
 *   is removed then
 */
export async function pruneReleases(
  about: {
    readonly service: string;
    readonly state: StateStore;
    readonly artifacts: ArtifactStore;
    readonly now: Date;
  },
  settings: Partial<PruneSettings> = {},
): Promise<readonly Digest[]> {
  const { service, state, artifacts, now } = about;
  const { releases: keep, age, batch } = { ...PRUNING, ...settings };
  const done = await readMark(state, service);
  const numbers = (await recordNumbers(state, releasesKey(service))).toReversed();
  const waiting = numbers.slice(0, Math.max(numbers.length - keep, 0)).filter((number) => number > done.upTo);
  if (waiting.length < batch) return [];

  const old: { readonly number: number; readonly release: Release }[] = [];
  for (const number of waiting.slice(0, MOST)) {
    const release = await releaseAt(state, service, number);
    // What is of no known time is of no known age.
    if (release && !(now.getTime() - Date.parse(release.createdAt) >= age)) break;
    if (release) old.push({ number, release });
  }
  const last = old.at(-1)?.number;
  if (last === undefined || old.length < batch) return [];

  const kept = new Set<Digest>();
  const { needed, undecided } = await deployedDigests(state, service);
  for (const digest of needed) kept.add(digest);
  for (const number of numbers.filter((number) => number > last)) {
    const release = await releaseAt(state, service, number);
    for (const digest of release ? digestsOf(release) : []) kept.add(digest);
  }
  const removed: Digest[] = [];
  for (const digest of new Set(old.flatMap(({ release }) => digestsOf(release)))) {
    if (!kept.has(digest) && (await artifacts.remove(digest))) removed.push(digest);
  }
  // What a deployment that has not ended names is looked at again when it has.
  const open = old.find(({ release }) => undecided.has(release.artifact.digest));
  await writeMark(state, service, open ? open.number - 1 : last, done.version);
  return removed;
}

async function releaseAt(state: StateStore, service: string, number: number): Promise<Release | undefined> {
  const record = await readRecord(state, releasesKey(service), number);
  return record && decodeRelease(record.value, record.key);
}

function digestsOf({ artifact, sbom, contracts = [] }: Release): readonly Digest[] {
  return [artifact, ...(sbom ? [sbom] : []), ...contracts].map(({ digest }) => digest);
}

/** What deployments to any environment need, and which artifacts are in one that has not ended. */
async function deployedDigests(state: StateStore, service: string) {
  const prefix = `deployments/${service}/`;
  const environments = new Set<string>();
  for await (const key of state.list(prefix)) {
    const [environment, number] = key.slice(prefix.length).split("/");
    if (environment !== undefined && number !== undefined) environments.add(environment);
  }
  const needed = new Set<Digest>();
  const undecided = new Set<Digest>();
  for (const environment of environments) {
    for await (const { verdict, release, previous } of deploymentsOf(state, service, environment)) {
      if (!isFinal(verdict)) undecided.add(release.artifact.digest);
      if (WITHOUT_USE.has(verdict)) continue;
      for (const digest of digestsOf(release)) needed.add(digest);
      if (previous) needed.add(previous.digest);
    }
  }
  return { needed, undecided };
}

/** Up to which release everything was looked at. */
async function readMark(state: StateStore, service: string) {
  const key = markKey(service);
  const found = await state.read(key);
  if (!found) return { upTo: 0, version: "absent" };
  try {
    const mark: unknown = JSON.parse(new TextDecoder().decode(found.bytes));
    const upTo = isJsonObject(mark) ? mark["upTo"] : undefined;
    if (typeof upTo === "number") return { upTo, version: found.version };
  } catch {
    // As any other text that is no mark.
  }
  throw damagedRecord(key, "it is no number of a release");
}

async function writeMark(state: StateStore, service: string, upTo: number, version: string): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify({ pruned: 1, upTo })}\n`);
  try {
    await state.write(markKey(service), bytes, version);
  } catch (error) {
    // Whoever was faster has looked at the same.
    if (!(error instanceof Error && "code" in error && error.code === "provisioning/conflict")) throw error;
  }
}

function markKey(service: string): string {
  return `artifacts/pruned/${service}`;
}
