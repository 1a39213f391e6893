import type { Driver, Recorded } from "../driver.ts";
import { provisioningError } from "../errors.ts";
import { checkedObserved, checkedRecorded, checkedWant } from "./driver-answer.ts";
import { frozen } from "./json-copy.ts";
import { tamed } from "./said.ts";

/**
 * A driver of anybody's, held at arm's length: what it is given it cannot change, and what it gives is checked and copied before
 * anything is made of it.
 */
export function guardDriver(driver: Driver): Driver {
  const { limits, verifiesItself } = driver;
  return {
    ...(limits === undefined ? {} : { limits }),
    ...(verifiesItself === undefined ? {} : { verifiesItself }),
    want(request) {
      const asked = Object.freeze({ ...request, settings: frozen(request.settings), options: frozen(request.options) });
      return checkedWant(
        asking(() => driver.want(asked)),
        `asked what it makes of ${request.address}`,
      );
    },
    ...(driver.prepare
      ? { prepare: async (context) => findingsOf(await calling(async () => driver.prepare?.(context))) }
      : {}),
    async read(scope, recorded, context) {
      const known = recorded && handed(recorded);
      const seen = await calling(async () => driver.read(Object.freeze(scope), known, context));
      return isNothing(seen) ? undefined : checkedObserved(seen, `reading ${scope.address}`);
    },
    async create(scope, want, step) {
      const made = await calling(async () => driver.create(Object.freeze(scope), frozen(want), step));
      return checkedObserved(made, `creating ${scope.address}`);
    },
    async update(scope, want, have, step) {
      const updated = await calling(async () => driver.update(Object.freeze(scope), frozen(want), have, step));
      return checkedObserved(updated, `updating ${scope.address}`);
    },
    delete: (scope, have, step) => calling(async () => driver.delete(Object.freeze(scope), have, step)),
    ...(driver.find
      ? {
          async find(scope, id, context) {
            const found = await calling(async () => driver.find?.(Object.freeze(scope), id, context));
            return isNothing(found) ? undefined : checkedRecorded(found, `looking for ${scope.address}`);
          },
        }
      : {}),
    ...(driver.assess
      ? {
          assess(want, have) {
            const assessed = asking(() => driver.assess?.(frozen(want), have));
            return isNothing(assessed) ? undefined : checkedAssessment(assessed);
          },
        }
      : {}),
  };
}

async function calling<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw tamed(error);
  }
}

function asking<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw tamed(error);
  }
}

/** Many say null where nothing is. */
function isNothing<T>(answer: T): answer is T & (null | undefined) {
  return answer === undefined || answer === null;
}

type Assessment = NonNullable<ReturnType<NonNullable<Driver["assess"]>>>;

const ACTIONS: readonly Assessment["action"][] = ["update", "upgrade", "replace"];
const RISKS: readonly Assessment["risk"][] = ["none", "restart", "downtime", "data-loss"];

function checkedAssessment({ action, risk, reasons }: Assessment): Assessment {
  if (ACTIONS.includes(action) && RISKS.includes(risk) && Array.isArray(reasons))
    return { action, risk, reasons: reasons.map(String) };
  throw provisioningError({
    code: "provisioning/driver-answer",
    kind: "fault",
    message: "The driver gave no assessment that can be used: it needs action, risk and reasons.",
    hint: `An action is one of ${ACTIONS.join(", ")}, a risk one of ${RISKS.join(", ")}.`,
  });
}

function findingsOf<T>(findings: readonly T[] | undefined): readonly T[] {
  return Array.isArray(findings) ? findings : [];
}

function handed({ want, have }: Recorded): Recorded {
  return Object.freeze({ want: frozen(want), have: frozen(have) });
}
