import { type Address, address, addressSegments, type Finding } from "@towpath/core";
import type { WaiverSubject } from "@towpath/manifest/policy";

/**
 * Whether a waiver's subject takes in what a finding is about, in one environment; undefined for one that has none.
 *
 * @param fromRoot what a file is called from the root of its repository, by what places call it
 */
export function covers(
  subject: WaiverSubject,
  finding: Finding,
  environment: string | undefined,
  fromRoot = (file: string): string => file,
): boolean {
  if (subject.service !== finding.service) return false;
  if (subject.file !== undefined && !isFile(subject.file, finding, fromRoot)) return false;
  if (subject.environment !== undefined && subject.environment !== environment) return false;
  const within = addressOf(subject);
  return within === undefined || isWithinAddress(finding.address, within);
}

function isFile(file: string, { places: [place] }: Finding, fromRoot: (file: string) => string): boolean {
  return place !== undefined && fromRoot(place.file) === file.replace(/^\.\//, "");
}

/** The address that a subject is narrowed to. */
export function addressOf({ resource, workload, address: other }: WaiverSubject): Address | undefined {
  if (resource !== undefined) return address("resources", resource);
  return workload === undefined ? other : address("workloads", workload);
}

/** Whether an address is another, or below it. */
export function isWithinAddress(one: Address, other: Address): boolean {
  if (one === other) return true;
  if (!one.startsWith(other)) return false;
  const [below, above] = [addressSegments(one), addressSegments(other)];
  return above.every((segment, index) => below[index] === segment);
}
