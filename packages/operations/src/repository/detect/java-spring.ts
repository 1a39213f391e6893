import { type Found, lineAt } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { portIn, variablesIn } from "./source-hints.ts";

/** What the settings of a Spring Boot application say. */
export interface SpringSettings {
  readonly name: Found<string> | undefined;
  readonly port: Found<number> | undefined;
  /** `/shop` where all paths are below it, else nothing. */
  readonly basePath: string;
  readonly variables: readonly Found<string>[];
}

const FOLDER = "src/main/resources";
const FILES = ["application.properties", "application.yml", "application.yaml"].map((name) => `${FOLDER}/${name}`);

/** Reads what matters of `application.properties` and `application.yml`, line by line: both hold secrets, none is taken. */
export function springSettings(repository: RepositoryFiles): SpringSettings {
  const files = FILES.flatMap((path) => {
    const text = repository.text(path);
    return text === undefined ? [] : [{ path, text }];
  });
  const port = portIn(files, [
    /^(?:server|quarkus\.http|micronaut\.server)\.port[ \t]*=[ \t]*(?:\$\{\w+:)?(\d{2,5})/m,
    /^server:[ \t]*\n(?:[ \t]+[^\n]*\n){0,20}?[ \t]+port:[ \t]*(?:"?\$\{\w+:)?(\d{2,5})/m,
  ]);
  const names = [
    /^(?:spring|quarkus|micronaut)\.application\.name[ \t]*=[ \t]*([\w-]{1,63})/m,
    /^[ \t]+application:[ \t]*\n(?:[ \t]+[^\n]*\n){0,5}?[ \t]+name:[ \t]*["']?([\w-]{1,63})/m,
  ];
  const paths = [
    /^server\.servlet\.context-path[ \t]*=[ \t]*(\/[\w/-]{1,80})/m,
    /^[ \t]+context-path:[ \t]*["']?(\/[\w/-]{1,80})/m,
  ];
  return {
    name: firstIn(files, names),
    port,
    basePath: firstIn(files, paths)?.value.replace(/\/$/, "") ?? "",
    variables: variablesIn(files, [/\$\{([A-Z][A-Z0-9_]*)(?::[^}\n]{0,120})?\}/g]),
  };
}

function firstIn(
  files: readonly { path: string; text: string }[],
  patterns: readonly RegExp[],
): Found<string> | undefined {
  for (const { path, text } of files) {
    for (const pattern of patterns) {
      const match = pattern.exec(text);
      if (match?.[1])
        return { value: match[1], at: { file: path, line: lineAt(text, match.index + match[0].trimEnd().length) } };
    }
  }
  return undefined;
}
