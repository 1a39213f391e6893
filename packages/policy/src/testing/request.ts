import { resourceRule } from "./rules.ts";
import { graphWith, now, resourceWith } from "./subjects.ts";

/** The one resource of the service that most checks of the tests are about. */
export const db = resourceWith();

/** That service, in two environments. */
export const services = [{ graphs: [graphWith({ resources: [db] }, "dev"), graphWith({ resources: [db] }, "prod")] }];

/** A check of it, without rules. */
export const request = { services, levels: {}, now };

/** A rule that finds something in every resource. */
export const fails = resourceRule({}, ({ name }) => `${name} is wrong.`);
