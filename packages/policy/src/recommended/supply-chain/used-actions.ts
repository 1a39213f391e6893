import type { Repository, Uses } from "../../repository/index.ts";

/** Everything that steps and jobs of a repository use. */
export function usedActions({ workflows, actions }: Repository): readonly Uses[] {
  const jobs = workflows.flatMap((workflow) => workflow.jobs);
  const steps = [...jobs, ...actions].flatMap((one) => one.steps);
  return [
    ...jobs.flatMap((job) => (job.kind === "call" ? [job.uses] : [])),
    ...steps.flatMap((step) => (step.kind === "uses" ? [step.uses] : [])),
  ];
}

/** Whether what is used is an action of this name: `owner/repository`, with a folder perhaps; `owner/*` for all of an owner. */
export function isAction(uses: Uses, name: string): boolean {
  if (uses.kind !== "repository") return false;
  const [owner = "", repo = "", ...path] = name.toLowerCase().replace(/@.*$/, "").split("/");
  if (uses.owner.toLowerCase() !== owner) return false;
  if (repo === "*") return true;
  return uses.repo.toLowerCase() === repo && (path.length === 0 || uses.path.toLowerCase() === path.join("/"));
}
