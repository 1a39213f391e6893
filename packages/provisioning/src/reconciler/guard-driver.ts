import type { Driver, Recorded } from "../driver.ts";
import { provisioningError } from "../errors.ts";
import { checkedObserved, checkedRecorded, checkedWant } from "./driver-answer.ts";
import { frozen } from "./json-copy.ts";

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
      const asked = { ...request, settings: frozen(request.settings), options: frozen(request.options) };
      return checkedWant(driver.want(Object.freeze(asked)), `asked what it makes of ${request.address}`);
    },
    ...(driver.prepare ? { prepare: async (context) => findingsOf(await driver.prepare?.(context)) } : {}),
    async read(scope, recorded, context) {
      const seen = await driver.read(Object.freeze(scope), recorded && handed(recorded), context);
      return seen === undefined || seen === null ? undefined : checkedObserved(seen, `reading ${scope.address}`);
    },
    async create(scope, want, step) {
      return checkedObserved(
        await driver.create(Object.freeze(scope), frozen(want), step),
        `creating ${scope.address}`,
      );
    },
    async update(scope, want, have, step) {
      const updated = await driver.update(Object.freeze(scope), frozen(want), have, step);
      return checkedObserved(updated, `updating ${scope.address}`);
    },
    async delete(scope, have, step) {
      await driver.delete(Object.freeze(scope), have, step);
    },
    ...(driver.find ? { find: (scope, id, context) => find(driver, scope, id, context) } : {}),
    ...(driver.assess
      ? {
          assess(want, have) {
            const assessed = driver.assess?.(frozen(want), have);
            return assessed === undefined || assessed === null ? undefined : checkedAssessment(assessed);
          },
        }
      : {}),
  };
}

async function find(driver: Driver, ...[scope, id, context]: Parameters<NonNullable<Driver["find"]>>) {
  const found = await driver.find?.(Object.freeze(scope), id, context);
  return found === undefined || found === null ? undefined : checkedRecorded(found, `looking for ${scope.address}`);
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
