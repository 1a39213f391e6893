import type { Place } from "@towpath/core";
import type { RepositoryFiles } from "../../repository/index.ts";
import { baseName, repositoryPaths } from "../repository-paths.ts";
import { linesOf } from "./ecosystem/lines.ts";

/** One stage of a Dockerfile. */
export interface Stage {
  /** The image that it starts from, with the defaults of its arguments; undefined where one has none. */
  readonly image: string | undefined;
  /** It starts from an earlier stage, or from nothing. */
  readonly isOwn: boolean;
  /** Where its FROM stands. */
  readonly place: Place;
  /** What its last USER says. */
  readonly user: string | undefined;
}

/** A Dockerfile's stages, in order. */
export interface Dockerfile {
  readonly path: string;
  readonly stages: readonly Stage[];
}

const known = new WeakMap<RepositoryFiles, readonly Dockerfile[]>();

/** The Dockerfiles of a repository, by the names that they usually have; read once for all rules. */
export function dockerfiles(files: RepositoryFiles): readonly Dockerfile[] {
  const before = known.get(files);
  if (before) return before;
  const named = repositoryPaths(files).filter((path) =>
    /^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:Dockerfile|dockerfile)$/.test(baseName(path)),
  );
  const read = named.map((path) => ({ path, stages: stagesOf(files, path) }));
  known.set(files, read);
  return read;
}

/** https://docs.docker.com/reference/dockerfile/ */
function stagesOf(files: RepositoryFiles, path: string): readonly Stage[] {
  const stages: Reading[] = [];
  const byName = new Map<string, Reading>();
  const defaults = new Map<string, string>();
  for (const line of linesOf(files, path)) {
    const [, instruction = "", rest = ""] = /^\s*(ARG|FROM|USER)\s+(.{1,1000}?)\s*$/i.exec(line.text) ?? [];
    const current = stages.at(-1);
    switch (instruction.toUpperCase()) {
      case "ARG": {
        const [name = "", ...value] = rest.split("=");
        if (!current && value.length > 0) defaults.set(name, value.join("=").replace(/^["']|["']$/g, ""));
        break;
      }
      case "USER":
        if (current) current.user = rest;
        break;
      case "FROM": {
        const [written = "", as, name] = rest.split(/\s+/).filter((word) => !word.startsWith("--"));
        const image = filled(written, defaults);
        const base = image === undefined ? undefined : byName.get(image.toLowerCase());
        const isOwn = base !== undefined || image === "scratch";
        const stage: Reading = { image, isOwn, place: line.place, user: base?.user };
        stages.push(stage);
        if (as?.toUpperCase() === "AS" && name !== undefined) byName.set(name.toLowerCase(), stage);
        break;
      }
    }
  }
  return stages;
}

/** A stage whose USER may still come. */
type Reading = { -readonly [Key in keyof Stage]: Stage[Key] };

/** `$NAME`, `${NAME}` and `${NAME:-default}`; undefined where nothing says what it is. */
function filled(image: string, defaults: ReadonlyMap<string, string>): string | undefined {
  let isKnown = true;
  const text = image.replace(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (_, braced?: string, fallback?: string, bare?: string) => {
      const value = defaults.get(braced ?? bare ?? "") ?? fallback;
      if (value === undefined) isKnown = false;
      return value ?? "";
    },
  );
  return isKnown && text !== "" ? text : undefined;
}
