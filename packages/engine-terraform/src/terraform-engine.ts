import { type Context, type Engine, readState, stateKey } from "@towpath/provisioning";
import { adoptThing } from "./engine/adopt-thing.ts";
import { applyShare } from "./engine/apply-share.ts";
import type { TerraformEngineParts } from "./engine/engine-parts.ts";
import type { FreshSecrets } from "./engine/generated-secrets.ts";
import { planHolder } from "./engine/held-plan.ts";
import { observeShare } from "./engine/observe-share.ts";
import { planOf, planShare } from "./engine/plan-share.ts";
import { prepareEngine } from "./engine/prepare-engine.ts";

/**
 * Terraform, or OpenTofu, as an engine: one root module for a service in an environment, made of the graph and the platform's own
 * modules, planned and applied by the program itself. Its plans are read into Towpath's, and what it makes is on record like
 * what any engine makes. It runs no workloads.
 */
export function terraformEngine(parts: TerraformEngineParts): Engine {
  const fresh: FreshSecrets = new Map();
  const holder = planHolder();
  const once = sayingOnce();
  return {
    name: parts.name,
    kind: "terraform",
    prepare: (target, context) => prepareEngine(parts, target, once(context)),
    async plan(target, goal, context) {
      const { graph, only } = target;
      const state = await readState(target.state, stateKey(graph.service.name, graph.environment.name));
      const request = { target, goal, state, mode: "read" as const, holder: target.isToBeApplied ? holder : undefined };
      return planShare(parts, request, fresh, once(context), async ({ changes }) =>
        planOf({ ...request, only }, changes, context),
      );
    },
    apply: (target, approved, consent, context) =>
      applyShare(parts, target, approved, consent, { fresh, holder }, once(context)),
    observe: (target, context) => observeShare(parts, target, fresh, once(context)),
    adopt: (target, address, id, context) => adoptThing(parts, target, address, id, fresh, once(context)),
  };
}

/** An apply plans more than once, and finds the same each time. */
function sayingOnce(): (context: Context) => Context {
  const said = new Set<string>();
  return (context) => ({
    ...context,
    events(event) {
      if (event.type === "notice" && said.has(event.message)) return;
      if (event.type === "notice") said.add(event.message);
      context.events(event);
    },
  });
}
