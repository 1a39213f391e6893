import type { FixChange } from "@towpath/core";
import { editDocument, fixChanges } from "@towpath/manifest/edit";
import { SceneError } from "../scene/scene.ts";
import { valueIn } from "../scene/scene-parts.ts";
import type { Tried } from "./try-rule.ts";

/** The scene's texts with every fix made that was reported. @throws {SceneError} for a fix that cannot be made */
export function fixedTexts({ reports, texts, main }: Tried): ReadonlyMap<string, string> {
  const fixed = new Map(texts);
  const changes = reports.flatMap(({ finding }) => finding.fix?.changes ?? []);
  for (const [file, some] of Map.groupBy(changes, (change: FixChange) => change.file)) {
    const before = fixed.get(file) ?? (file === main ? "{}\n" : undefined);
    if (before === undefined) throw new SceneError(`The fix changes ${file}, which is no file of the test.`);
    const edited = editDocument(before, fixChanges(valueIn(before), some), { file });
    if (edited.findings.length > 0)
      throw new SceneError(`The fix cannot be made: ${edited.findings.map(({ message }) => message).join(" ")}`);
    fixed.set(file, edited.text);
  }
  return fixed;
}
