import { compareText } from "@towpath/core";
import type { Change } from "@towpath/provisioning";
import { assessGone, assessUntouched } from "./assess-gone.ts";
import { assessWanted } from "./assess-wanted.ts";
import type { ChangesRequest } from "./changes-request.ts";
import { type Subject, subjectsOf } from "./subjects-of.ts";

/**
 * What a plan of Terraform's does, as changes of ours: one for each resource of the engine that is wanted, on record, or
 * touched. What it does to something that nobody asked about has a change of its own. Sorted by address.
 */
export function changesOf(request: ChangesRequest): readonly Change[] {
  const subjects = subjectsOf(request);
  return [...subjects.values()]
    .flatMap((subject) => {
      const change = changeOf(subject, request);
      return change ? [change] : [];
    })
    .sort((a, b) => compareText(a.address, b.address));
}

function changeOf(subject: Subject, request: ChangesRequest): Change | undefined {
  const { address, resource, isWanted, record, things, runs } = subject;
  const head = { address, type: (resource ?? record)?.type ?? "terraform", engine: request.engine };
  if (resource && isWanted) return { ...head, ...assessWanted(subject, resource, request) };
  const isUntouched =
    runs.length === 0 && things.every(({ action, importing }) => action === "none" && importing === undefined);
  const assessment = isUntouched ? assessUntouched(subject, request) : assessGone(subject, request);
  return assessment && { ...head, ...assessment };
}
