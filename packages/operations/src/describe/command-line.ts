import type { ManifestRequest } from "../documents/open-documents.ts";

/** A command about a service as a person would type it, with the manifest and the platform that this run was given. */
export function commandLine(words: string, environment: string, request: ManifestRequest): string {
  return [
    `npx towpath ${words} -e ${shellWord(environment)}`,
    request.manifest ? `-f ${shellWord(request.manifest)}` : "",
    request.platform ? `-p ${shellWord(request.platform)}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** As a person would type it: quoted where a shell would read more into it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
