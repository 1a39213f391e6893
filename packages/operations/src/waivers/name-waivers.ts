import { dirname, relative, resolve, sep } from "node:path";
import type { Effects } from "@towpath/core";
import { editDocument } from "@towpath/manifest/edit";
import { type EditableFile, editableFile } from "../fixes/editable-file.ts";

/** A manifest that names one more file of waivers. */
export interface NamingEdit extends EditableFile {
  readonly after: string;
}

/**
 * What a manifest becomes so that it names a file of waivers; undefined where it cannot be changed. Nothing is written.
 *
 * @param manifest relative to the effects' folder
 * @param path of the file of waivers, absolute
 */
export function nameWaivers(manifest: string, path: string, effects: Effects): NamingEdit | undefined {
  const opened = editableFile(manifest, effects);
  if (!opened) return undefined;
  const below = relative(dirname(resolve(effects.folder, manifest)), path)
    .split(sep)
    .join("/");
  const value = below.startsWith("../") ? below : `./${below}`;
  const edited = editDocument(opened.text, [{ type: "insert", path: ["waivers"], value }], { file: manifest });
  return edited.findings.length > 0 ? undefined : { ...opened, after: edited.text };
}
