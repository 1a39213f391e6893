import { isJsonObject, Secret } from "@towpath/core";
import type { Kept, Observed, Recorded } from "../driver.ts";
import type { OutputValue } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import { jsonCopy } from "./json-copy.ts";
import { plainText, saidBy } from "./said.ts";

const STATUSES = ["ready", "stopped", "failed"] as const;
/** What may stand behind the `@` of an orphan's address. */
const KEPT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * What a driver says a thing is, copied, so that it cannot change it any more.
 *
 * @param what was asked of it: `reading resources.db`
 * @throws {ProvisioningError} `provisioning/driver-answer` for what is no answer
 */
export function checkedObserved(answer: unknown, what: string): Observed {
  return checked(what, () => {
    const { want, have, status, message, outputs, details, kept } = members(answer, "the answer");
    const known = STATUSES.find((each) => each === status);
    if (!known) throw new Error(`status is ${shown(status)}, not one of ${STATUSES.join(", ")}`);
    return Object.freeze({
      want: jsonCopy(want, "want"),
      have: jsonCopy(have, "have"),
      status: known,
      ...(typeof message === "string" ? { message: plainText(message) } : {}),
      outputs: outputsOf(outputs),
      ...(typeof details === "object" && details !== null ? { details: detailsOf(details) } : {}),
      ...(kept === undefined || kept === null ? {} : { kept: keptOf(kept) }),
    });
  });
}

/** What a driver found by an id, copied. @throws {ProvisioningError} `provisioning/driver-answer` */
export function checkedRecorded(answer: unknown, what: string): Recorded {
  return checked(what, () => {
    const { want, have } = members(answer, "the answer");
    return Object.freeze({ want: jsonCopy(want, "want"), have: jsonCopy(have, "have") });
  });
}

/** What a driver says that a resource of the graph means to it, copied. @throws {ProvisioningError} `provisioning/driver-answer` */
export function checkedWant(answer: unknown, what: string): Recorded["want"] {
  return checked(what, () => jsonCopy(answer, "want"));
}

function checked<T>(what: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw provisioningError({
      code: "provisioning/driver-answer",
      kind: "fault",
      message: `The driver gave no answer that can be used when ${what}: ${saidBy(error)}.`,
      hint: "Nothing of it was recorded. Its conformance tests say more: towpath platform test.",
      cause: error,
    });
  }
}

function members(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (isJsonObject(value)) return value;
  throw new Error(`${name} is ${shown(value)}`);
}

function outputsOf(value: unknown): Readonly<Record<string, OutputValue>> {
  const outputs = Object.entries(members(value, "outputs")).flatMap(([name, output]): [string, OutputValue][] => {
    if (output === undefined) return [];
    return [[name, secretOf(output) ?? jsonCopy(output, `outputs.${name.slice(0, 60)}`)]];
  });
  return Object.freeze(Object.fromEntries(outputs));
}

/** A driver of a package of its own may have another copy of the class. */
function secretOf(value: unknown): Secret | undefined {
  if (value instanceof Secret) return value;
  if (typeof value !== "object" || value === null || value.constructor?.name !== "Secret") return undefined;
  const reveal: unknown = Reflect.get(value, "reveal");
  const text: unknown = typeof reveal === "function" ? Reflect.apply(reveal, value, []) : undefined;
  return typeof text === "string" ? new Secret(text) : undefined;
}

function detailsOf(value: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, detail]) => typeof detail === "string" || typeof detail === "number")
      .slice(0, 50)
      .map(([name, detail]) => [plainText(name), plainText(String(detail))]),
  );
}

function keptOf(value: unknown): Kept {
  const { name, version, want, have } = members(value, "kept");
  if (typeof name !== "string" || !KEPT_NAME.test(name))
    throw new Error(`kept.name is ${shown(name)}, not a name such as 17`);
  if (version !== undefined && typeof version !== "string")
    throw new Error(`kept.version is ${shown(version)}, not a text`);
  return Object.freeze({
    name,
    ...(version === undefined ? {} : { version }),
    want: jsonCopy(want, "kept.want"),
    have: jsonCopy(have, "kept.have"),
  });
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60).toWellFormed());
  return value === null || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : `a ${typeof value}`;
}
