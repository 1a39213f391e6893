import type { Finding } from "@towpath/core";
import type { SourceDocument } from "../document/source-document.ts";
import { type FindingFacts, finding, shown } from "../finding.ts";
import type { WaiverEntry } from "../generated/waivers.ts";
import { isDay } from "../platform/check/calendar.ts";

/** What is wrong with a waiver that its schema cannot say: days that there are not, an order of days, a subject that is no one. */
export function waiverFlaws(
  { id, subject, created, expires }: WaiverEntry,
  at: readonly (string | number)[],
  source: SourceDocument,
): readonly Finding[] {
  const found: Finding[] = [];
  const report = (
    key: string,
    facts: Pick<FindingFacts, "code" | "message" | "suggestions"> & { also?: string },
  ): void => {
    const { also, ...own } = facts;
    const places = [source.placeOfValue([...at, key]), ...(also ? [source.placeOfValue([...at, also])] : [])];
    found.push(finding({ ...own, places, address: [...at, key].join("."), discriminator: `${id} ${key}` }));
  };
  const days = { created, expires };
  for (const [key, day] of Object.entries(days)) {
    if (!isDay(day))
      report(key, {
        code: "manifest/invalid-value",
        message: `${key} of the waiver ${id} is ${shown(day)}, and there is no such day.`,
      });
  }
  if (isDay(created) && isDay(expires) && expires < created)
    report("expires", {
      code: "manifest/waiver-dates",
      message: `The waiver ${id} expires on ${expires}, before it was created on ${created}.`,
      suggestions: ["Mend the day that is wrong."],
      also: "created",
    });
  const { service, file, resource, workload, address, environment } = subject;
  const narrowed = Object.entries({ resource, workload, address }).flatMap(([key, value]) => (value ? [key] : []));
  if ((service ?? file ?? address) === undefined)
    report("subject", {
      code: "manifest/waiver-subject",
      message: `The waiver ${id} does not say for which service.`,
      suggestions: ["Add `service:` with its name, or `file:` with a file of the repository."],
    });
  if (service !== undefined && file !== undefined)
    report("subject", {
      code: "manifest/waiver-subject",
      message: `The waiver ${id} has a subject with service and file, which are different things.`,
      suggestions: ["Name the service alone, or the file for what belongs to no service."],
    });
  if (narrowed.length > 1)
    report("subject", {
      code: "manifest/waiver-subject",
      message: `The waiver ${id} has a subject with ${narrowed.join(" and ")}, which are different things.`,
      suggestions: ["Keep one of them, and write a waiver of its own for the other."],
    });
  const isOfNone = service === undefined && (file ?? address) !== undefined;
  if (isOfNone && (environment ?? resource ?? workload) !== undefined)
    report("subject", {
      code: "manifest/waiver-subject",
      message: `The waiver ${id} is for no service, and only a service has environments, resources and workloads.`,
      suggestions: ["Leave them out, or add `service:`."],
    });
  return found;
}
