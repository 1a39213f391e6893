import type { Address } from "@towpath/core";
import { TerraformError } from "../errors.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import type { Session } from "./session.ts";
import type { Share } from "./share.ts";

/**
 * Refuses to work on the state of another service, environment or engine: a state says whose it is, from its first apply on. One that
 * says nothing and holds nothing is not that of things that are on record: whoever applied on it would make all of them again.
 *
 * @throws {TerraformError} `engine-terraform/state-belongs-to-another`, `engine-terraform/state-missing`
 */
export function requireOwnState(
  { owner, hasPriorResources, changes }: Pick<TerraformPlan, "owner" | "hasPriorResources" | "changes">,
  { options, served }: Pick<Session, "options" | "served">,
  { target, goal, state }: Share,
  engine: string,
): void {
  const { service, environment } = target.graph;
  const place = environment.origin.place;
  const where = `the ${options.backend?.type ?? "http"} backend of engine "${engine}"`;
  if (owner) {
    if (owner.service === service.name && owner.environment === environment.name && owner.engine === engine) return;
    throw new TerraformError({
      code: "engine-terraform/state-belongs-to-another",
      message: `The state in ${where} is that of ${owner.service} in ${owner.environment} (engine "${owner.engine}"), and not of ${service.name} in ${environment.name}.`,
      place,
      hint: "Nothing was touched. Give each service a state of its own: the backend's key has to hold ${service.name} and ${environment.name}.",
    });
  }
  const isTakenOver = changes.some(({ importing }) => importing !== undefined);
  const missed = hasPriorResources || isTakenOver || goal === "destroy" ? undefined : readyOn(state, engine);
  if (missed !== undefined)
    throw new TerraformError({
      code: "engine-terraform/state-missing",
      message: `${missed} is on record of engine "${engine}" in ${environment.name}, and Terraform's state in ${options.backend ? where : "Towpath's state store"} is empty: with it, everything would be made again.`,
      place,
      hint: "Nothing was touched. Where the engine's backend was changed, move the state to the new one first, or take the change back. Where the state is lost, take over what is there with towpath adopt.",
    });
  // A state that goes through Towpath lies under a key of its own.
  if (!hasPriorResources || served || isOnRecord(state, engine)) return;
  throw new TerraformError({
    code: "engine-terraform/state-belongs-to-another",
    message: `The state in ${where} holds things and does not say that it is of ${service.name} in ${environment.name}: Towpath did not make it.`,
    place,
    hint: "Nothing was touched. Choose another key for the backend; what is in that state can be taken over with towpath adopt, once it was taken out there (terraform state rm).",
  });
}

/** Something that an apply brought to its end, which wrote a state. */
function readyOn({ resources, orphans, journal }: Share["state"], engine: string): Address | undefined {
  const begun = new Set(journal.map(({ address }) => address));
  return Object.entries({ ...orphans, ...resources }).find(
    ([address, record]) => record.engine === engine && record.status === "ready" && !begun.has(address),
  )?.[0];
}

/** A run that was cut off may have left a state that says nothing yet. */
function isOnRecord({ resources, orphans, journal }: Share["state"], engine: string): boolean {
  const records = [...Object.values(resources), ...Object.values(orphans), ...journal.map(({ resource }) => resource)];
  return records.some((record) => record.engine === engine);
}
