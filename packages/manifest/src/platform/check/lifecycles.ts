import { shown } from "../../finding.ts";
import type { Lifecycle } from "../../generated/resource-type.ts";
import type { ResourceTypeModel } from "../platform-model.ts";
import { dayOf, isDay } from "./calendar.ts";
import type { Report } from "./reporter.ts";
import { ringsOf } from "./rings.ts";

type Offer = Lifecycle & {
  readonly name: string;
  readonly tested?: string;
  readonly path: readonly (string | number)[];
};

/** Whether the versions and variants of a type lead anywhere: one current, successors that can be used, days that are true. */
export function checkLifecycles(type: ResourceTypeModel, now: Date, report: Report): void {
  const { versions = [], variants = {} } = type.document;
  const offered: readonly Offer[] = versions.map(({ version, ...one }, index) => {
    return { ...one, name: version, path: ["versions", index] };
  });
  const ways: readonly Offer[] = Object.entries(variants).map(([name, one]) => {
    return { ...one, name, path: ["variants", name] };
  });
  checkOffers("version", offered, type, now, report);
  checkOffers("variant", ways, type, now, report);
}

function checkOffers(
  what: "version" | "variant",
  offers: readonly Offer[],
  { name: type, source }: ResourceTypeModel,
  now: Date,
  report: Report,
): void {
  if (offers.length === 0) return;
  const [current, ...others] = offers.filter(({ status }) => status === "current");
  if (!current)
    report({
      code: "manifest/no-current-version",
      message: `No ${what} of ${type} is current, so a service that names none has nothing to get.`,
      at: [source, [`${what}s`], "key"],
      suggestions: ["Give one of them `status: current`: it is the default."],
    });
  for (const { name, path } of others)
    report({
      code: "manifest/invalid-value",
      message: `${type} has two current ${what}s: ${current?.name} and ${name}.`,
      at: [source, [...path, "status"], "value"],
      ...(current ? { also: [[source, [...current.path, "status"], "value"] as const] } : {}),
      suggestions: ["Call the older one supported."],
    });
  const byName = new Map(offers.map((offer) => [offer.name, offer]));
  for (const offer of offers) {
    checkDays(what, offer, type, source, now, report);
    checkSuccessor(what, offer, byName, type, source, report);
  }
  for (const ring of ringsOf(new Map(offers.map(({ name, successor }) => [name, successor])))) {
    const [first] = ring;
    report({
      code: "manifest/cycle",
      message: `These ${what}s of ${type} follow one another in a ring: ${[...ring, first].join(", then ")}.`,
      at: [source, [...(byName.get(first)?.path ?? []), "successor"], "value"],
    });
  }
}

function checkDays(
  what: string,
  { name, status, until, tested, path }: Offer,
  type: string,
  source: ResourceTypeModel["source"],
  now: Date,
  report: Report,
): void {
  const today = dayOf(now);
  for (const [key, day] of Object.entries({ until, tested }))
    if (day !== undefined && !isDay(day))
      report({
        code: "manifest/invalid-value",
        message: `There is no day ${day}.`,
        at: [source, [...path, key], "value"],
        suggestions: ["Mend the date."],
      });
  if (tested !== undefined && isDay(tested) && tested > today)
    report({
      code: "manifest/invalid-value",
      message: `${type} ${what} ${shown(name)} was tested on ${tested}, which is still to come.`,
      at: [source, [...path, "tested"], "value"],
    });
  if (status === "deprecated" && until === undefined)
    report({
      code: "manifest/missing-key",
      level: "advisory",
      message: `${type} ${what} ${shown(name)} is deprecated, and nobody is told until when.`,
      at: [source, path, "key"],
      suggestions: ["Add `until:` with the last day on which it is accepted."],
    });
  if (status === "deprecated" && until !== undefined && isDay(until) && until < today)
    report({
      code: "manifest/version-expired",
      level: "advisory",
      message: `${type} ${what} ${shown(name)} was accepted until ${until}: no service can use it any more.`,
      at: [source, [...path, "until"], "value"],
      suggestions: ["Say `status: withdrawn`, or give it more time."],
    });
  if (until !== undefined && status !== "deprecated")
    report({
      code: "manifest/invalid-value",
      level: "advisory",
      message: `${type} ${what} ${shown(name)} has an end and is ${status}: until holds for what is deprecated.`,
      at: [source, [...path, "until"], "value"],
      suggestions: ["Say `status: deprecated`, or leave out `until:`."],
    });
}

function checkSuccessor(
  what: string,
  { name, successor, path }: Offer,
  byName: ReadonlyMap<string, Offer>,
  type: string,
  source: ResourceTypeModel["source"],
  report: Report,
): void {
  const next = successor === undefined ? undefined : byName.get(successor);
  if (!next) return;
  const at = [source, [...path, "successor"], "value"] as const;
  if (next.status === "withdrawn" || next.status === "deprecated")
    report({
      code: "manifest/invalid-value",
      message: `The successor of ${type} ${what} ${shown(name)} is ${shown(next.name)}, which is ${next.status} itself.`,
      at,
      also: [[source, [...next.path, "status"], "value"]],
      suggestions: ["Name one that is current or supported."],
    });
}
