import { compareText, type Effects, type Files, type Finding } from "@towpath/core";
import type { PlatformModel, ServiceDocument } from "@towpath/manifest";
import type { Fleet, FleetService } from "@towpath/policy";
import type { LoadedRepository } from "@towpath/policy/repository";
import type { SourcedWaiver, WaiverStanding } from "@towpath/policy/waivers";
import { checkByPacks } from "../packs/check-by-packs.ts";
import type { packLoader } from "../packs/load-packs.ts";
import { repositoryRoot } from "../repository/repository-root.ts";
import type { Vantage } from "../trust/vantage.ts";
import { applyWaivers } from "../waivers/apply-waivers.ts";
import { filesFromRoot } from "../waivers/files-from-root.ts";
import { ignoresIn } from "../waivers/ignores-in.ts";
import { joinStandings } from "../waivers/join-standings.ts";
import type { Checked } from "./check-judge.ts";
import { joinFindings } from "./join-checked.ts";
import type { Around } from "./judge.ts";
import { platformLayers } from "./policy-layers.ts";
import { ruleTotals } from "./rule-totals.ts";

/** With what manifests are opened again, to learn which platforms and packs they are checked by. */
export interface AroundSources {
  readonly open: Vantage["open"];
  readonly packsOf: ReturnType<typeof packLoader>;
  /** Another state of the repository and of the services in it than what is on the disk. */
  readonly earlier?: EarlierState | undefined;
  /** Accounts whose approving review covers what is proposed. */
  readonly approvers?: readonly string[] | undefined;
}

/** The repository and its services as they were. */
export interface EarlierState {
  readonly files: Files;
  readonly services: readonly FleetService[];
}

/**
 * Applies rules about the repository and about the fleet, once for each platform that manifests are checked by. What several
 * platforms find is one finding, as strictly as any of them takes it.
 */
export async function checkAround(
  seen: readonly Checked[],
  { open, packsOf, approvers, earlier }: AroundSources,
  effects: Effects,
  now: Date,
): Promise<Around> {
  const fleet = fleetOf(earlier?.services ?? seen.flatMap((one) => one.fleet ?? []));
  const repository = await openRepository(effects, earlier?.files ?? effects.files);
  const totals = ruleTotals();
  const opinions: (readonly Finding[])[] = [repository?.findings ?? []];
  const standings: (readonly WaiverStanding[])[] = [];
  const own = distinct(seen.flatMap(({ aroundWaivers = [] }) => aroundWaivers));
  const ignores = await ignoresIn(repository ? textsOf(repository.repository) : []);
  const done = new Set<PlatformModel>();
  const platforms = onePerPlatform(seen);
  for (const manifest of platforms) {
    for (const { platform, source, platformFiles, standpoint } of await open(manifest)) {
      if (!platform || !source || done.has(platform)) continue;
      done.add(platform);
      const packs = await packsOf({ platform, source, platformFiles, standpoint });
      const around = { services: [], fleet, repository: repository?.repository, now };
      const policy = await checkByPacks(packs, { ...around, ...platformLayers(platform) });
      totals.add(policy.rules);
      const waived = await applyWaivers(policy.findings, {
        waivers: own,
        findings: [],
        ignores,
        packs,
        hasOtherPacks: platforms.length > 1,
        platform,
        graphs: [],
        scope: {
          services: new Map(),
          hasPlan: false,
          hasRepository: repository !== undefined,
          hasFleet: fleet.services.length > 1,
        },
        fromRoot: filesFromRoot(effects),
        approvers,
        now,
      });
      opinions.push(waived.findings);
      standings.push(waived.waivers);
    }
  }
  return { findings: joinFindings(opinions), rules: totals.rules(), waivers: joinStandings(standings) };
}

/** What rules about the fleet see of a service. */
export function fleetService(manifest: string, { name, document, placeOf }: ServiceDocument): FleetService {
  const { owner, criticality } = document.metadata;
  const consumes = Object.entries(document.consumes ?? {}).flatMap(([key, { service }]) =>
    service === undefined
      ? []
      : [{ service, place: placeOf(`/consumes/${key.replaceAll("~", "~0").replaceAll("/", "~1")}/service`) }],
  );
  return { name, owner, criticality, consumes, manifest, place: placeOf("/metadata/name") };
}

/** What comes of a repository is the same from every standpoint: what is checked is what is there. */
async function openRepository({ files: disk, folder }: Effects, files: Files): Promise<LoadedRepository | undefined> {
  const root = repositoryRoot(folder, disk);
  if (root === undefined) return undefined;
  const { loadRepository } = await import("@towpath/policy/repository");
  return loadRepository(root, files, folder);
}

/** What may hold comments that ignore rules: workflows and actions. */
function textsOf({ workflows, actions, files }: LoadedRepository["repository"]): Parameters<typeof ignoresIn>[0] {
  return [...workflows, ...actions].map(({ path }) => ({ file: files.placeOf(path).file, text: files.text(path) }));
}

/** Services may name the same files of waivers. */
function distinct(waivers: readonly SourcedWaiver[]): readonly SourcedWaiver[] {
  return [...new Map(waivers.map((one) => [JSON.stringify(one), one])).values()];
}

function fleetOf(services: readonly FleetService[]): Fleet {
  return {
    services: [...services].sort((a, b) => compareText(a.name, b.name) || compareText(a.manifest, b.manifest)),
  };
}

/** A manifest for each set of platforms that some are checked by. */
function onePerPlatform(seen: readonly Checked[]): readonly string[] {
  const byPlatform = new Map<string, string>();
  for (const { manifest, source, furtherSources = [] } of seen) {
    const key = JSON.stringify([source, furtherSources]);
    if (source && !byPlatform.has(key)) byPlatform.set(key, manifest);
  }
  return [...byPlatform.values()];
}
