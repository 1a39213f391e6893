/** What placeholders of a platform may name of a service: `${service.NAME}`. */
export const SERVICE_FACTS: readonly string[] = ["name", "owner", "description", "criticality", "system", "labels"];

/** What those of a recipe may name of a resource: `${resource.NAME}`. */
export const RESOURCE_FACTS: readonly string[] = ["name", "type", "title", "version", "variant", "size", "address"];
