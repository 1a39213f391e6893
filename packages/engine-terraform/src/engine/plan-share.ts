import type { Address } from "@towpath/core";
import {
  buildPlan,
  type Change,
  type Context,
  type Plan,
  type StateDocument,
  stateDigest,
  type Target,
} from "@towpath/provisioning";
import { changesOf } from "../plan/changes-of.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import { readPending } from "../state/pending.ts";
import { terraformStateKey } from "../state/state-key.ts";
import { completeChanges } from "./complete-changes.ts";
import type { TerraformEngineParts } from "./engine-parts.ts";
import type { FreshSecrets } from "./generated-secrets.ts";
import { handedSettings } from "./handed-settings.ts";
import type { PlanHolder } from "./held-plan.ts";
import { planIn } from "./plan-session.ts";
import { requireNothingLeft } from "./require-nothing-left.ts";
import { inSession, type Session } from "./session.ts";
import { type Share, shareOf } from "./share.ts";
import { importsOf, sayPending, stillPending, type Taken } from "./taken-over.ts";

/** What is planned. */
export interface PlanRequest {
  readonly target: Target;
  readonly goal: Plan["goal"];
  /** As it is read. */
  readonly state: StateDocument;
  readonly mode: "read" | "write";
  /** Where the plan waits for its apply. */
  readonly holder?: PlanHolder | undefined;
  /** What a destruction keeps for its data. */
  readonly retained?: ReadonlySet<Address> | undefined;
}

/** What Terraform would do, in its words and in ours. */
export interface PlannedShare {
  readonly share: Share;
  readonly changes: readonly Change[];
  /** Absent where nothing had to be asked. */
  readonly terraform?: TerraformPlan | undefined;
}

/**
 * Plans an engine's share of an environment, and goes on with it while the saved plan is there.
 *
 * @param work gets no session where the engine has nothing to do and Terraform was not asked
 */
export async function planShare<T>(
  parts: TerraformEngineParts,
  request: PlanRequest,
  fresh: FreshSecrets,
  context: Context,
  work: (planned: PlannedShare, session: Session | undefined) => Promise<T>,
): Promise<T> {
  const { target, goal, state, mode, retained, holder } = request;
  const pending = await readPending(target.state, keyOf(parts, target));
  let left: ReadonlySet<Address> = new Set();
  let dropped: ReadonlySet<string> = new Set();
  for (;;) {
    const share = shareOf(parts.name, target, goal, state, { retained, left });
    if (share.isEmpty && pending.length === 0) return work({ share, changes: [] }, undefined);
    const taken = importsOf(pending, share, dropped);
    const outcome = await inSession(
      parts,
      { share, imports: taken.imports, mode, fresh, holder },
      context,
      async (session) => {
        const terraform = await planIn(session, share, parts.name).catch((error: unknown) => {
          const lost = taken.lostIn(error);
          if (lost.size === 0) throw error;
          return lost;
        });
        if (!("changes" in terraform)) return { lost: terraform };
        const gone = withoutThings(share, terraform, session);
        if (gone.size > 0) return { gone };
        if (goal === "destroy") requireNothingLeft(pending, share, terraform.addresses);
        const unknown = stillPending(taken, terraform.addresses);
        sayPending(unknown, context);
        const changes = await readChanges(parts, share, terraform, session, unknown, context);
        return { result: await work({ share, changes, terraform }, session) };
      },
    );
    if ("result" in outcome) return outcome.result;
    if ("lost" in outcome) dropped = new Set([...dropped, ...outcome.lost]);
    else left = new Set([...left, ...outcome.gone]);
  }
}

/** The plan document of an engine's share. */
export function planOf(
  { target, goal, state, only }: Pick<PlanRequest, "target" | "goal" | "state"> & { readonly only?: Plan["only"] },
  changes: readonly Change[],
  { clock }: Context,
): Plan {
  const { graph } = target;
  return buildPlan({
    service: graph.service.name,
    environment: graph.environment.name,
    goal,
    ...(only ? { only } : {}),
    inputs: { manifest: graph.manifest, platform: graph.platform.digest, state: stateDigest(state) },
    changes,
    createdAt: clock.now(),
  });
}

/** What Terraform would do, as changes of ours. */
export async function readChanges(
  parts: TerraformEngineParts,
  share: Share,
  terraform: TerraformPlan,
  { root, options }: Session,
  taken: Taken,
  context: Pick<Context, "outputs" | "secrets">,
): Promise<readonly Change[]> {
  const { target, goal, state, kept, moved } = share;
  const changes = changesOf({
    plan: terraform,
    root,
    graph: target.graph,
    engine: parts.name,
    state,
    goal,
    kept: new Set(kept.keys()),
    moved,
    risks: options.risks,
    settings: await handedSettings(parts.name, share, terraform, root, parts.secretBox, context),
  });
  return completeChanges(changes, share, parts.name, taken);
}

/** What is called as on record, and of which nothing is there: calling it would make it anew. */
function withoutThings(share: Share, { addresses }: TerraformPlan, { root }: Session): ReadonlySet<Address> {
  const there = new Set([...addresses].flatMap((each) => root.addressOf(each) ?? []));
  return new Set(
    [...share.kept.keys()].filter((address) => !there.has(address) && !there.has(share.moved.get(address) ?? address)),
  );
}

/** The key of Terraform's state. */
export function keyOf({ name }: Pick<TerraformEngineParts, "name">, { graph }: Target): string {
  return terraformStateKey(graph.service.name, graph.environment.name, name);
}
