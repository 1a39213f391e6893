import type { Evidence, Found } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { portIn } from "./source-hints.ts";

/** What a Dockerfile says. */
export interface Dockerfile {
  readonly at: Evidence;
  readonly port: Found<number> | undefined;
}

/** Reads the Dockerfile in the service's folder; https://docs.docker.com/reference/dockerfile/. */
export function detectDockerfile(repository: RepositoryFiles): Dockerfile | undefined {
  const file = ["Dockerfile", "Containerfile"].find((name) => repository.text(name) !== undefined);
  const text = repository.text(file ?? "");
  if (file === undefined || text === undefined) return undefined;
  const source = [{ path: file, text }];
  return {
    at: { file },
    port: portIn(source, [/^\s{0,20}EXPOSE[ \t]{1,20}(\d{2,5})/im, /^\s{0,20}ENV[ \t]{1,20}PORT[= ](\d{2,5})/im]),
  };
}
