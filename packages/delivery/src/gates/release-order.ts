import type { Release } from "../release/release.ts";

/**
 * True where a release is of an earlier push than another one. A pipeline's runs are numbered as they are begun: what was
 * pushed first counts as older, also where its build took longer. Otherwise the time of the build says.
 *
 * @throws {RangeError} where that is no time
 */
export function isOlder(release: Release, than: Release): boolean {
  const [own, other] = [pipelineRun(release), pipelineRun(than)];
  if (own !== undefined && other !== undefined && own !== other) return own < other;
  return timeOf(release) < timeOf(than);
}

/** @throws {RangeError} for what is no time: nothing is older or newer than that */
function timeOf({ createdAt, version }: Release): number {
  const at = Date.parse(createdAt);
  if (Number.isNaN(at)) throw new RangeError(`When ${version} was built is not known: "${createdAt}" is no time.`);
  return at;
}

/** The number of a run that is named `NUMBER/ATTEMPT`, as a pipeline's are; a process id is none. */
function pipelineRun({ provenance }: Release): number | undefined {
  const [, number] = /^(\d{1,15})\/\d+$/.exec(provenance?.run.id ?? "") ?? [];
  return number === undefined ? undefined : Number(number);
}
