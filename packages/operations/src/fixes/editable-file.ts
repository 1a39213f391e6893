import { resolve } from "node:path";
import { type Effects, isWithin } from "@towpath/core";
import { repositoryRoot } from "../repository/repository-root.ts";

/** A file that a fix may change, as it is now. */
export interface EditableFile {
  /** As findings name it. */
  readonly file: string;
  /** The file itself, every link followed. */
  readonly real: string;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/**
 * Opens the file of a fix: undefined where it is no file of this repository, such as one of a fetched platform, or a link
 * that leads out of it.
 */
export function editableFile(file: string, { files, folder }: Effects): EditableFile | undefined {
  const path = resolve(folder, file);
  try {
    const real = files.realPath(path);
    const root = repositoryRoot(folder, files) ?? folder;
    if (real === undefined || !isWithin(real, files.realPath(root) ?? root)) return undefined;
    const read = files.read(real);
    if (!read) return undefined;
    // What reads files may use one buffer for all of them.
    const bytes = Uint8Array.from(read);
    return { file, real, bytes, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return undefined;
  }
}
