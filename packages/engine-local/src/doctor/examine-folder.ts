import { existsSync } from "node:fs";
import { errorMessage } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { adoptFolder } from "../data-folder/adopt-folder.ts";
import { folderChange, fromElsewhere } from "../data-folder/claim-folder.ts";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import type { Ailment } from "./ailment.ts";
import { examineCaches } from "./caches.ts";
import { examineLeftBehind } from "./left-behind.ts";
import { type Patient, readPatient } from "./patient.ts";
import { examinePermissions } from "./permissions.ts";
import { examinePorts } from "./ports.ts";
import { examineProcesses } from "./processes.ts";
import { examinePrograms, type Program, programsHere } from "./programs.ts";
import { examineRoom, freeRoom } from "./room.ts";
import { examineStates } from "./states.ts";
import { examineThings } from "./things.ts";
import { type Usage, usageOf } from "./usage.ts";

/** One look, and how it ended. */
export interface Look {
  /** What was looked at, for people. */
  readonly at: string;
  /** How many things were found wrong; undefined where it could not be looked at. */
  readonly found: number | undefined;
  /** Why it could not be looked at. */
  readonly why?: string | undefined;
}

/** What is known of a data folder after it was looked through. */
export interface FolderReport {
  readonly ailments: readonly Ailment[];
  readonly looks: readonly Look[];
  readonly usages: readonly Usage[];
  /** Room that is left, in bytes, by folder. */
  readonly free: ReadonlyMap<string, number>;
  readonly programs: readonly Program[];
}

interface Examination {
  readonly at: string;
  /** Means nothing in a folder from elsewhere, whose records name what is somebody else's. */
  readonly isAboutProcesses?: boolean;
  examine(patient: Patient): Promise<readonly Ailment[]>;
}

const EXAMINATIONS: readonly Examination[] = [
  { at: "who may read and write the folder and its keys", examine: examinePermissions },
  { at: "room on the disks", examine: examineRoom },
  { at: "states, runs that were cut short, locks", examine: examineStates },
  { at: "resources on record against what is on the disk", examine: examineThings },
  { at: "records against the processes of this machine", isAboutProcesses: true, examine: examineProcesses },
  { at: "ports that are kept", isAboutProcesses: true, examine: examinePorts },
  { at: "what commands that were killed left half made", examine: examineLeftBehind },
  { at: "servers that were fetched", examine: examineCaches },
  { at: "programs that servers need", examine: examinePrograms },
];

/**
 * Looks through a data folder: what is wrong, why it matters, and how it is mended. Starts and writes nothing; one look that
 * fails keeps no other from being taken.
 */
export async function examineFolder(folders: LocalFolders, context: Context): Promise<FolderReport> {
  const nothing = { ailments: [], usages: [], free: new Map<string, number>() };
  if (!existsSync(folders.data)) {
    const looks = [
      { at: "the data folder", found: undefined, why: `${folders.data} is not there yet: nothing was ever made` },
    ];
    return { ...nothing, looks, free: await freeRoom(folders), programs: [] };
  }
  const patient = await readPatient(folders, context);
  const ailments: Ailment[] = [...(await origin(patient))];
  const isFromElsewhere = ailments.length > 0;
  const looks: Look[] = [{ at: "whether the folder is at home on this machine", found: ailments.length }];
  for (const { at, isAboutProcesses, examine } of EXAMINATIONS) {
    context.signal.throwIfAborted();
    if (isFromElsewhere && isAboutProcesses) {
      looks.push({ at, found: undefined, why: "the folder comes from elsewhere: mend that first" });
      continue;
    }
    try {
      const found = await examine(patient);
      ailments.push(...found);
      looks.push({ at, found: found.length });
    } catch (error) {
      context.signal.throwIfAborted();
      looks.push({ at, found: undefined, why: errorMessage(error) });
    }
  }
  const [usages, free, programs] = [await usageOf(patient), await freeRoom(folders), await programsHere(patient)];
  return { ailments, looks, usages, free, programs };
}

async function origin({ folders, clock, signal }: Patient): Promise<readonly Ailment[]> {
  const change = await folderChange(folders);
  if (!change || change === "unknown") return [];
  const { message, hint = "" } = fromElsewhere(folders, change);
  return [
    {
      code: "doctor/folder-from-elsewhere",
      level: "mandatory",
      message: `${message} Until that is mended no command starts or stops anything here.`,
      where: folders.data,
      mend: hint,
      async fix() {
        const { records, ended } = await adoptFolder(folders, { clock, signal });
        return `${folders.data} is at home here: ${records} records name no process any more, ${ended} processes were ended. towpath up starts what is needed.`;
      },
    },
  ];
}
