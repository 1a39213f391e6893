import type { Effects } from "@towpath/core";
import type { OpenGraph } from "../documents/open-documents.ts";
import { repositoryHere } from "../evidence/repository-here.ts";

/** Whose work a merge is, and who else agreed to it, by their accounts. */
export interface PeopleOfMerge {
  /** Who approved of every commit of it, as it was merged, and had no hand in any of them. Nobody where that is not known. */
  readonly reviewers: readonly string[];
  readonly authors: readonly string[];
}

/**
 * Who made and who reviewed what the merge of a pull request brought, by what four eyes ask for.
 *
 * @param commit that the merge made, whole
 */
export async function peopleOfMerge(
  commit: string,
  { platform }: Pick<OpenGraph, "platform">,
  effects: Effects,
): Promise<PeopleOfMerge> {
  const access = repositoryHere(effects.variables);
  if (!access) return { reviewers: [], authors: [] };
  const [{ reviewFacts }, { sourceReview }] = await Promise.all([
    import("../publish/review/review-facts.ts"),
    import("@towpath/evidence"),
  ]);
  const facts = await reviewFacts({ ...access, base: null, head: commit }, effects);
  const { held, commits } = sourceReview(facts, { bots: platform.evidence?.bots ?? [] });
  const authors = [...new Set(commits.flatMap(({ contributors }) => contributors))];
  const ofAny = new Set(commits.flatMap(({ reviewers }) => reviewers));
  const ofAll = [...ofAny].filter((one) => commits.every(({ reviewers }) => reviewers.includes(one)));
  return { reviewers: held ? ofAll.filter((one) => !authors.includes(one)) : [], authors };
}
