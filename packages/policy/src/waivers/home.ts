import type { Finding } from "@towpath/core";

/** Under what a waiver is looked for: its rule and its service. */
export function serviceHome(rule: string, service: string | undefined): string {
  return JSON.stringify([rule, service ?? null]);
}

/** Under what a comment is looked for: its rule and its file. */
export function fileHome(rule: string, file: string): string {
  return JSON.stringify([rule, "file", file]);
}

/** Under what the waivers and comments are found that may be for a finding. */
export function homesOf({ code, service, places: [place] }: Finding): readonly string[] {
  return [serviceHome(code, service), ...(place ? [fileHome(code, place.file)] : [])];
}
