import { type Finding, formatPlace } from "@towpath/core";
import type { WaiverStanding } from "@towpath/policy/waivers";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { isInvalid } from "../documents/open-documents.ts";
import { operation } from "../operation.ts";
import { type CheckRequest, checkOnce } from "./check.ts";

/** Whose waivers to list. */
export type WaiverListRequest = Pick<CheckRequest, "manifests" | "platform">;

/** The waivers, and the comments that ignore rules. */
export interface WaiverListData {
  readonly waivers: readonly WaiverStanding[];
}

/** Says of every waiver how it stands. Fails where one has expired or does not count. */
export const waiverList = operation<WaiverListRequest, WaiverListData>("waiver list", async (request, effects) => {
  const { manifests, platform } = request;
  const { findings = [], data } = await checkOnce({ manifests, platform }, effects);
  const { waivers } = data;
  const isFault = ({ outcome }: Finding): boolean => outcome === "error";
  const shown = findings.filter(
    (finding) => finding.code.startsWith("waiver/") || isInvalid(finding) || isFault(finding),
  );
  const bad = waivers.filter(({ state }) => state === "expired" || state === "invalid");
  const status = shown.some(isInvalid) ? "invalid" : shown.some(isFault) ? "fault" : bad.length > 0 ? "failed" : "ok";
  return {
    status,
    summary: summaryOf(waivers, bad.length),
    findings: shown,
    sections: waivers.length === 0 ? [] : [tableOf(waivers)],
    data: { waivers },
  };
});

function summaryOf(waivers: readonly WaiverStanding[], bad: number): string {
  if (waivers.length === 0) return "There are no waivers.";
  const all = counted(waivers.length, "waiver");
  if (bad > 0) return `${all}, of which ${bad} ${bad === 1 ? "has expired or does" : "have expired or do"} not count.`;
  const unused = waivers.filter(({ state }) => state === "unused").length;
  return unused === 0 ? `${all}.` : `${all}, of which ${unused} ${unused === 1 ? "is" : "are"} not used.`;
}

function tableOf(waivers: readonly WaiverStanding[]): Section {
  return {
    kind: "table",
    head: ["waiver", "state", "days left", "rule", "for", "owner"],
    rows: waivers.map((one) => [
      one.kind === "comment" ? formatPlace(one.place) : one.id,
      one.state,
      one.state === "invalid" ? "" : String(one.daysLeft),
      one.rule,
      subjectText(one),
      one.owner ?? "",
    ]),
  };
}

function subjectText({ subject }: WaiverStanding): string {
  const { service, environment, resource, workload, address, file } = subject;
  return [service ?? file, environment, resource ?? workload ?? address].filter(Boolean).join(" ");
}
