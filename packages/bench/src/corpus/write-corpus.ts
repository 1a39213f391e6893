import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifestText, wrongManifestText } from "./manifest-text.ts";

const FOLDER_SIZE = 100;

/**
 * Writes the manifests of a company into a folder, a hundred to each folder below it.
 *
 * @param wrongEach every how manieth has a mistake; none when absent
 */
export function writeCorpus(folder: string, count: number, wrongEach?: number): void {
  for (let number = 0; number < count; number += 1) {
    const below = join(folder, `team-${Math.floor(number / FOLDER_SIZE)}`);
    if (number % FOLDER_SIZE === 0) mkdirSync(below, { recursive: true });
    const isWrong = wrongEach !== undefined && number % wrongEach === 0;
    writeFileSync(
      join(below, `${number}.yaml`),
      isWrong ? wrongManifestText(number, number / wrongEach) : manifestText(number),
    );
  }
}
