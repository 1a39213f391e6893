import type { Digest, Effects } from "@towpath/core";
import { recordFreezeOverride } from "@towpath/delivery";
import type { World } from "../environment/open-world.ts";
import { personHere } from "../gates/person-here.ts";

/**
 * Records that whoever runs this asks to pass a freeze with one digest. It opens nothing by itself: a second person has to
 * approve the digest after it. Where no freeze is written in the platform there is nothing to pass.
 */
export async function overrideFreeze(
  { graph, state, context }: World,
  digest: Digest,
  reason: string | undefined,
  { clock, variables }: Pick<Effects, "clock" | "variables">,
): Promise<void> {
  if (reason === undefined || (graph.environment.gates?.freeze ?? []).length === 0) return;
  const { run } = context.holder;
  const by = personHere(context.holder, { variables });
  const [service, environment] = [graph.service.name, graph.environment.name];
  await recordFreezeOverride(state, {
    v: 1,
    service,
    environment,
    digest,
    reason,
    by,
    run,
    at: clock.now().toISOString(),
  });
}
