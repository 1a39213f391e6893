import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Effects, nodeClock, nodeEffects, type ProgressEvent } from "@towpath/core";
import { temporaryFolder } from "./temporary-folder.ts";

/** A new folder with these files, and effects that see it as the present folder at a fixed time. */
export function folderWith(files: Readonly<Record<string, string>>, over: Partial<Effects> = {}) {
  const folder = temporaryFolder("operations");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const events: ProgressEvent[] = [];
  const effects = nodeEffects({
    signal: new AbortController().signal,
    events: (event) => events.push(event),
    clock: { ...nodeClock, now: () => new Date("2026-12-01T12:00:00Z") },
    variables: { TOWPATH_HOME: join(folder, "home") },
    folder,
    ...over,
  });
  return { folder, effects, events };
}

/** A manifest without a flaw in it. @param name the service's */
export function manifestOf(name: string, more = ""): string {
  return `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: ${name}, owner: team-a }
${more}`;
}
