import { type Effects, formatPlace } from "@towpath/core";
import type { Section } from "@towpath/report";
import type { Ending } from "../operation.ts";
import { replaceFile } from "../upgrade/replace-file.ts";
import { fixRound, type RefusedFix } from "./fix-round.ts";
import type { FixChoice } from "./is-mendable.ts";

/** One fix can uncover the next, but not for ever. */
const ROUNDS = 10;

/**
 * Checks, makes the fixes, and checks again until none is left to make. What comes back is the last check, with what was
 * changed and what could not be. Doing it again changes nothing.
 */
export async function fixAndCheck<Data>(
  choice: FixChoice,
  check: () => Promise<Ending<Data>>,
  effects: Effects,
): Promise<Ending<Data>> {
  const refused = new Map<string, RefusedFix>();
  const done = new Map<string, string>();
  for (let round = 1; ; round += 1) {
    const ending = await check();
    const { files, refused: left } =
      round > ROUNDS ? { files: [], refused: [] } : fixRound(ending.findings ?? [], choice, effects);
    for (const one of left) refused.set(one.finding.fingerprint, one);
    if (files.length === 0) return { ...ending, sections: [...sectionsOf(done, refused), ...(ending.sections ?? [])] };
    for (const file of files) {
      effects.signal.throwIfAborted();
      replaceFile(file.real, file.bytes, file.after, file.file);
      for (const { code, places, fingerprint, message } of file.fixed) {
        const [place] = places;
        done.set(fingerprint, `${place ? formatPlace(place) : file.file}  ${code}  ${message}`);
      }
    }
  }
}

function sectionsOf(done: ReadonlyMap<string, string>, refused: ReadonlyMap<string, RefusedFix>): readonly Section[] {
  const still = [...refused.values()].filter(({ finding }) => !done.has(finding.fingerprint));
  return [
    ...(done.size > 0 ? [{ kind: "lines" as const, title: "Fixed:", lines: [...done.values()] }] : []),
    ...(still.length > 0
      ? [
          {
            kind: "lines" as const,
            title: "Could not be fixed:",
            lines: still.map(({ finding, why }) => `${finding.code}  ${finding.address}: ${why}`),
          },
        ]
      : []),
  ];
}
