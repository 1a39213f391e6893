import { checkPolicy, type PolicyRequest, type PolicyResult } from "@towpath/policy";
import type { Packs } from "./packs.ts";

/** How long all rules together, and then each of them, may take for one request, in milliseconds. */
export interface EvaluationLimits {
  readonly all: number;
  readonly each: number;
}

const LIMITS: EvaluationLimits = { all: 3_000, each: 5_000 };

/** What stopped a rule in this run: it is not tried again. */
const stopped = new WeakMap<Packs, Map<string, string>>();

/**
 * Evaluates the rules of packs. Rules that did not come with Towpath end in time, change nothing of what they look at, and are named
 * in what is said where they break.
 */
export async function checkByPacks(
  packs: Packs,
  request: Omit<PolicyRequest, "rules" | "limit">,
  limits: EvaluationLimits = LIMITS,
): Promise<PolicyResult> {
  const { rules } = packs;
  // What rules in YAML may do together is counted for each time: one service must not spend what is for the next.
  const asked = (): PolicyRequest => ({ ...request, rules, now: new Date(request.now) });
  if (packs.packs.every(({ kind }) => kind !== "code")) return named(packs, checkPolicy(asked()));
  const { limited, TimeUp } = await import("./limited.ts");
  const { frozen } = await import("./frozen.ts");
  for (const { graphs, document } of request.services) frozen([graphs, document?.raw]);
  frozen([request.plans, request.fleet]);
  frozen(request.repository, true);
  const late = stopped.get(packs) ?? new Map<string, string>();
  stopped.set(packs, late);
  const refuse = (id: string): void => {
    const why = late.get(id);
    if (why !== undefined) throw new Error(why);
  };
  try {
    // One limit for all of them: one for each would cost more than most rules do.
    return named(
      packs,
      limited(
        () =>
          checkPolicy({
            ...asked(),
            limit: ({ rule }, work) => {
              refuse(rule.id);
              work();
            },
          }),
        limits.all,
      ),
    );
  } catch (error) {
    if (!(error instanceof TimeUp)) throw error;
  }
  return named(
    packs,
    checkPolicy({
      ...asked(),
      limit: ({ rule }, work) => {
        refuse(rule.id);
        try {
          limited(work, limits.each);
        } catch (error) {
          if (error instanceof TimeUp) late.set(rule.id, error.message);
          throw error;
        }
      },
    }),
  );
}

/** Adds which pack a broken rule is from: whoever reads it has to know whom to tell. */
function named({ rules }: Packs, result: PolicyResult): PolicyResult {
  if (result.findings.every(({ outcome }) => outcome !== "error")) return result;
  const from = new Map(rules.map((entry) => [entry.rule.id, entry.from]));
  return {
    ...result,
    findings: result.findings.map((finding) => {
      const pack = finding.outcome === "error" ? from.get(finding.code) : undefined;
      return pack === undefined
        ? finding
        : { ...finding, suggestions: [`The rule comes from ${pack}.`, ...finding.suggestions] };
    }),
  };
}
