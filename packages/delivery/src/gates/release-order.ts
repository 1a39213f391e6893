import type { Release } from "../release/release.ts";

/**
 * True where a release is of an earlier push than another one. A pipeline's runs are numbered as they are begun: what was
 * pushed first counts as older, also where its build took longer. Otherwise the time of the build says.
 */
export function isOlder(release: Release, than: Release): boolean {
  const [own, other] = [pipelineRun(release), pipelineRun(than)];
  if (own !== undefined && other !== undefined && own !== other) return own < other;
  return Date.parse(release.createdAt) < Date.parse(than.createdAt);
}

/** The number of a run that is named `NUMBER/ATTEMPT`, as a pipeline's are; a process id is none. */
function pipelineRun({ provenance }: Release): number | undefined {
  const [, number] = /^(\d{1,15})\/\d+$/.exec(provenance?.run.id ?? "") ?? [];
  return number === undefined ? undefined : Number(number);
}
