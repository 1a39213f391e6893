import { errorMessage, type Finding, isBlocking, makeFinding } from "@towpath/core";
import {
  type Ailment,
  examineFolder,
  type FolderReport,
  type Look,
  type Program,
  type Usage,
} from "@towpath/engine-local";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { megabytes } from "../describe/megabytes.ts";
import { roomRows } from "../describe/room-rows.ts";
import { examineRepository, type RepositoryReport } from "../doctor/examine-repository.ts";
import type { RepositoryAilment } from "../doctor/repository-ailment.ts";
import { writeOutput } from "../documents/write-output.ts";
import { openMachine } from "../environment/machine.ts";
import { operation } from "../operation.ts";

/** What to do beside looking. */
export interface DoctorRequest {
  /** Mend what is safe to mend: records, permissions, leftovers. Never data. */
  readonly isFix?: boolean | undefined;
  /** A file for all that is known, to hand to somebody else. */
  readonly out?: string | undefined;
}

/** What was looked at, and what is known now. */
export interface DoctorData {
  readonly folder: string;
  readonly platform: string;
  readonly looks: readonly Look[];
  /** What was mended, a sentence each. */
  readonly mended: readonly string[];
  readonly usages: readonly Usage[];
  /** Room that is left, in bytes, by folder. */
  readonly free: Readonly<Record<string, number>>;
  readonly programs: readonly Program[];
}

type AnyAilment = Ailment | RepositoryAilment;

/** What is wrong with this machine's data folder and with the repository of the present folder, and how to mend it. */
export const doctor = operation<DoctorRequest, DoctorData>("doctor", async (request, effects) => {
  const { folders, context } = openMachine(effects);
  const examine = async () => ({
    machine: await examineFolder(folders, context),
    repository: await examineRepository(effects),
  });
  let seen = await examine();
  const mended: string[] = [];
  const failed: string[] = [];
  if (request.isFix) {
    for (const ailment of ailmentsOf(seen)) {
      effects.signal.throwIfAborted();
      if (!ailment.fix) continue;
      try {
        mended.push(await ailment.fix());
      } catch (error) {
        effects.signal.throwIfAborted();
        failed.push(`${ailment.where}: ${errorMessage(error)}`);
      }
    }
    if (mended.length > 0) seen = await examine();
  }
  const findings = ailmentsOf(seen).map((ailment) => findingFor(ailment, request.isFix !== true));
  const data: DoctorData = {
    folder: folders.data,
    platform: `${process.platform} ${process.arch}`,
    looks: [...seen.machine.looks, ...seen.repository.looks],
    mended,
    usages: seen.machine.usages,
    free: Object.fromEntries(seen.machine.free),
    programs: seen.machine.programs,
  };
  if (request.out !== undefined) {
    const text = `${JSON.stringify({ doctor: 1, ...data, findings }, undefined, 2)}\n`;
    writeOutput("The report", text, request.out, effects);
  }
  const blocking = findings.filter(isBlocking).length;
  return {
    status: blocking > 0 ? "failed" : "ok",
    summary: summaryOf(findings, blocking, mended.length),
    findings,
    sections: sectionsOf(data, failed),
    data,
  };
});

function ailmentsOf({
  machine,
  repository,
}: {
  machine: FolderReport;
  repository: RepositoryReport;
}): readonly AnyAilment[] {
  return [...machine.ailments, ...repository.ailments];
}

function findingFor(ailment: AnyAilment, isFixOffered: boolean): Finding {
  const { code, level, message, where, mend, fix } = ailment;
  const about = "about" in ailment ? ailment.about : undefined;
  const line = "line" in ailment ? ailment.line : undefined;
  const at = line === undefined ? undefined : { line, column: 1 };
  const isOffered = fix !== undefined && isFixOffered && !mend.includes("doctor --fix");
  return makeFinding({
    code,
    message,
    level,
    docs: `packages/operations/docs/doctor.md#${code.replace("/", "-")}`,
    places: [{ file: where, ...(at ? { range: { start: at, end: at } } : {}) }],
    suggestions: [mend, ...(isOffered ? ["towpath doctor --fix does it."] : [])],
    service: about?.service,
    environments: about ? [about.environment] : [],
    address: about?.address,
    discriminator: [where, message].join(" "),
  });
}

function summaryOf(findings: readonly Finding[], blocking: number, mended: number): string {
  const done = mended > 0 ? `${counted(mended, "thing")} mended. ` : "";
  if (findings.length === 0) return `${done}Nothing is wrong.`;
  const advice = findings.length - blocking;
  if (blocking === 0) return `${done}Nothing has to be mended; ${counted(advice, "thing")} to know.`;
  return `${done}${counted(blocking, "thing")} ${blocking === 1 ? "has" : "have"} to be mended${advice > 0 ? `, ${advice} to know` : ""}.`;
}

function sectionsOf(
  { folder, looks, mended, usages, free, programs }: DoctorData,
  failed: readonly string[],
): readonly Section[] {
  const lines = (title: string, all: readonly string[]): readonly Section[] =>
    all.length > 0 ? [{ kind: "lines", title, lines: all }] : [];
  const all: readonly Section[] = [
    ...lines("Mended", mended),
    ...lines("Could not be mended", failed),
    {
      kind: "table",
      title: `Looked at, of ${folder} and this folder`,
      head: ["what", "found"],
      rows: looks.map(({ at, found, why }) => [
        at,
        found === undefined ? `not looked at: ${why ?? "unknown"}` : String(found),
      ]),
    },
    {
      kind: "table",
      title: `Room (${Object.entries(free)
        .map(([path, bytes]) => `${megabytes(bytes)} left for ${path}`)
        .join(", ")})`,
      head: ["what", "of", "size"],
      rows: roomRows(usages),
    },
    {
      kind: "table",
      title: "Programs",
      head: ["program", "version", "where"],
      rows: programs.map(({ name, version, where }) => [name, version ?? "-", where]),
    },
  ];
  return all.filter((section) => section.kind !== "table" || section.rows.length > 0);
}
