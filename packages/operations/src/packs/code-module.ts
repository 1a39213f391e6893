import { dirname, join, relative } from "node:path";
import { errorMessage, isWithin, type Place, TowpathError } from "@towpath/core";
import type { DocumentHome } from "@towpath/manifest";
import type { View } from "../trust/standpoint.ts";
import { BrokenModule, type Faces, loadModule } from "./load-module.ts";

/** A module of a platform that is to be loaded. */
export interface CodeRequest {
  /** Absolute, as the view names it. */
  readonly file: string;
  readonly home: Pick<DocumentHome, "path" | "boundary">;
  readonly view: View;
  /** A path as places name it. */
  show(path: string): string;
}

/** What a module exports, with the file that it was loaded from: absolute, on this disk. */
export interface LoadedCode<T> {
  readonly value: T;
  readonly module: string;
}

/** Why a module cannot be used, and where in it. */
export interface BrokenCode {
  readonly why: string;
  readonly hint?: string | undefined;
  readonly at?: Place | undefined;
}

/**
 * Loads a module that a platform names. Never throws for what is in it.
 *
 * @param read throws a {@link TowpathError} for what is none
 */
export async function codeModule<T>(
  { file, home, view, show }: CodeRequest,
  read: (exported: unknown) => T,
  faces: Faces,
): Promise<LoadedCode<T> | BrokenCode> {
  // Modules import what is beside them.
  const own = dirname(home.path);
  const folder = isWithin(file, own) ? own : home.boundary;
  const here = await view.onDisk(folder);
  const module = join(here, relative(folder, file));
  try {
    return { value: loadModule(module, read, { faces }), module };
  } catch (error) {
    const at = error instanceof BrokenModule ? error.at : undefined;
    const hint = error instanceof TowpathError ? error.hint : undefined;
    return {
      why: errorMessage(error),
      hint,
      ...(at && isWithin(at.file, here) ? { at: placeOf(at, show(join(folder, relative(here, at.file)))) } : {}),
    };
  }
}

/** Whether a module cannot be used. */
export function isBroken(code: object): code is BrokenCode {
  return "why" in code;
}

function placeOf({ line, column }: NonNullable<BrokenModule["at"]>, file: string): Place {
  const start = { line, column: column ?? 1 };
  return { file, range: { start, end: start } };
}
