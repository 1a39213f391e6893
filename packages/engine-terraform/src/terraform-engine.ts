import { type Engine, readState, stateKey } from "@towpath/provisioning";
import { adoptThing } from "./engine/adopt-thing.ts";
import { applyShare } from "./engine/apply-share.ts";
import type { TerraformEngineParts } from "./engine/engine-parts.ts";
import type { FreshSecrets } from "./engine/generated-secrets.ts";
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
  return {
    name: parts.name,
    kind: "terraform",
    prepare: (target, context) => prepareEngine(parts, target, context),
    async plan(target, goal, context) {
      const { graph, only } = target;
      const state = await readState(target.state, stateKey(graph.service.name, graph.environment.name));
      const request = { target, goal, state, mode: "read" as const };
      return planShare(parts, request, fresh, context, async ({ changes }) =>
        planOf({ ...request, only }, changes, context),
      );
    },
    apply: (target, approved, consent, context) => applyShare(parts, target, approved, consent, fresh, context),
    observe: (target, context) => observeShare(parts, target, fresh, context),
    adopt: (target, address, id, context) => adoptThing(parts, target, address, id, fresh, context),
  };
}
