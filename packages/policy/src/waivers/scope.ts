import type { WaiverSubject } from "@towpath/manifest/policy";
import type { WaivableRule } from "./waivable-rule.ts";

/** What a run evaluated: what is not in it is not unused. */
export interface WaiverScope {
  /** The services that rules were evaluated for, by name, with the environments. */
  readonly services: ReadonlyMap<string, ServiceScope>;
  /** Rules about changes were evaluated. */
  readonly hasPlan: boolean;
  /** Rules about the repository's files were evaluated. */
  readonly hasRepository: boolean;
  /** Rules about all services together were evaluated. */
  readonly hasFleet: boolean;
}

/** A service that was checked. */
export interface ServiceScope {
  readonly environments: readonly string[];
  /** In every environment that it is in. */
  readonly isWhole: boolean;
}

/** Whether a waiver is this run's to speak of. */
export function isSpokenOf({ service }: WaiverSubject, scope: WaiverScope): boolean {
  return service === undefined ? scope.hasRepository || scope.hasFleet : scope.services.has(service);
}

/** Whether everything was evaluated that a waiver of a rule could be for. */
export function isEvaluated(
  { service, environment }: { readonly service?: string | undefined; readonly environment?: string | undefined },
  { phase }: WaivableRule,
  scope: WaiverScope,
): boolean {
  if (phase === "repository") return scope.hasRepository;
  // Another run may see more services.
  if (phase === "fleet") return false;
  const checked = service === undefined ? undefined : scope.services.get(service);
  if (!checked || (phase === "plan" && !scope.hasPlan)) return false;
  if (phase === "documents") return true;
  return environment === undefined ? checked.isWhole : checked.isWhole || checked.environments.includes(environment);
}
