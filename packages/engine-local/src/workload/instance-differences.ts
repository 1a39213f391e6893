import type { Json } from "@towpath/core";
import type { Difference } from "@towpath/provisioning";
import { environmentOf, listenersOn, processesIn } from "../processes/process-details.ts";
import { livingMembers } from "../processes/process-record.ts";
import { MARKER_VARIABLE } from "../processes/process-table.ts";
import { type Fingerprint, isTelling } from "./fingerprint.ts";
import { isAlive } from "./instance.ts";
import { releaseFolder } from "./release-files.ts";
import { changedFiles } from "./release-listing.ts";
import type { WorkloadFolders } from "./workload-folders.ts";
import type { InstanceRecord } from "./workload-record.ts";

/** One thing that is not as it was rolled out. */
export interface Found {
  readonly difference: Difference;
  /** Without secrets. */
  readonly sentence: string;
}

/** @param before what was found @param after what was rolled out */
export function found(path: string, before: Json | undefined, after: Json | undefined, sentence: string): Found {
  return { difference: { path, before, after, unknown: false, secret: false }, sentence };
}

/** How the process of a server or a worker, and the files that it runs from, differ from what was started. */
export async function instanceDifferences(
  folders: WorkloadFolders,
  instance: InstanceRecord,
  fingerprint: Fingerprint,
): Promise<readonly Found[]> {
  return [
    ...(instance.kind === "job" ? [] : processDifferences(folders, instance, fingerprint)),
    ...(await fileDifferences(folders, instance)),
  ];
}

function processDifferences(
  folders: WorkloadFolders,
  instance: InstanceRecord,
  fingerprint: Fingerprint,
): readonly Found[] {
  const { process: recorded, port, artifact } = instance;
  const own = recorded ? livingMembers(recorded).map(({ pid }) => pid) : [];
  const listeners = port === undefined ? [] : [...listenersOn(port)];
  const isRobbed = listeners.length > 0 && !listeners.some((pid) => own.includes(pid));
  // Nobody can give other variables to a process that lives: what is another environment is another process.
  if (isAlive(instance) && !isRobbed) return [];

  const [listener] = listeners;
  const other = listener ?? processesIn(releaseFolder(folders, artifact))[0];
  const was = recorded ? `process ${recorded.pid}` : "its process";
  if (other === undefined) return [found("process", "ended", "runs", `${was} has ended`)];
  const where = other === listener ? `listens on its port ${port}` : "runs in its release's folder";
  return [
    found("process", `process ${other}`, was, `process ${other} ${where}, and is not ${was}, which was started`),
    ...variableDifferences(environmentOf(other), instance, fingerprint),
  ];
}

/** Which variables differ, by name; the values are nobody's business. What was added shows only where the rest was copied. */
function variableDifferences(
  environment: Readonly<Record<string, string>> | undefined,
  { variables, marker }: InstanceRecord,
  fingerprint: Fingerprint,
): readonly Found[] {
  if (!environment) return [];
  const changed = Object.entries(variables).flatMap(([name, digest]) => {
    const value = environment[name];
    return value !== undefined && fingerprint.variable(name, value) === digest ? [] : [name];
  });
  const isCopied = environment[MARKER_VARIABLE] === marker && Object.keys(variables).length > 0;
  const added = isCopied
    ? Object.keys(environment).filter((name) => !Object.hasOwn(variables, name) && isTelling(name))
    : [];
  return [...changed, ...added].map((name) => ({
    difference: { path: `variables.${name}`, unknown: false, secret: true },
    sentence: `the variable ${name} is another one`,
  }));
}

/** The files of an instance's release that someone changed. */
export async function fileDifferences(
  folders: WorkloadFolders,
  { artifact }: Pick<InstanceRecord, "artifact">,
): Promise<readonly Found[]> {
  const changed = await changedFiles(folders, artifact, releaseFolder(folders, artifact));
  return changed.map((path) =>
    found(`files.${path}`, "changed", "as released", `the file ${path} of its release was changed`),
  );
}
