import { type Address, address, addressSegments, type Finding } from "@towpath/core";
import type { WaiverSubject } from "@towpath/manifest/policy";

/** Whether a waiver's subject takes in what a finding is about, in one environment; undefined for one that has none. */
export function covers(subject: WaiverSubject, finding: Finding, environment: string | undefined): boolean {
  if (subject.service !== finding.service) return false;
  if (subject.file !== undefined && subject.file !== finding.places[0]?.file) return false;
  if (subject.environment !== undefined && subject.environment !== environment) return false;
  const within = addressOf(subject);
  return within === undefined || isWithinAddress(finding.address, within);
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
