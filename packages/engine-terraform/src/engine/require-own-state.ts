import { TerraformError } from "../errors.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import type { Session } from "./session.ts";
import type { Share } from "./share.ts";

/**
 * Refuses to work on the state of another service, environment or engine: a state says whose it is, from its first apply on.
 *
 * @throws {TerraformError} `engine-terraform/state-belongs-to-another`
 */
export function requireOwnState(
  { owner, hasPriorResources }: Pick<TerraformPlan, "owner" | "hasPriorResources">,
  { options, served }: Pick<Session, "options" | "served">,
  { target, state }: Share,
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
  // A state that goes through Towpath lies under a key of its own.
  if (!hasPriorResources || served || isOnRecord(state, engine)) return;
  throw new TerraformError({
    code: "engine-terraform/state-belongs-to-another",
    message: `The state in ${where} holds things and does not say that it is of ${service.name} in ${environment.name}: Towpath did not make it.`,
    place,
    hint: "Nothing was touched. Choose another key for the backend; what is in that state can be taken over with towpath adopt, once it was taken out there (terraform state rm).",
  });
}

/** A run that was cut off may have left a state that says nothing yet. */
function isOnRecord({ resources, orphans, journal }: Share["state"], engine: string): boolean {
  const records = [...Object.values(resources), ...Object.values(orphans), ...journal.map(({ resource }) => resource)];
  return records.some((record) => record.engine === engine);
}
