import { own } from "@towpath/core";
import { type Evidence, evidenceOf, type Found, lineAt } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { versionIn } from "./versions.ts";

/** What a Python project's files say of its packages. */
export interface PythonPackage {
  readonly manager: "uv" | "poetry" | "pipenv" | "pip";
  readonly hasLock: boolean;
  readonly at: Evidence;
  /** The requirements file that pip installs from. */
  readonly requirements: string | undefined;
  readonly name: Found<string> | undefined;
  readonly description: Found<string> | undefined;
  readonly requires: Found<string> | undefined;
  /** Lower case, with hyphens, without extras and versions. */
  readonly dependencies: ReadonlySet<string>;
  readonly development: ReadonlySet<string>;
  readonly placeOf: (dependency: string) => Evidence;
}

type Table = Readonly<Record<string, unknown>>;
const REQUIREMENTS = [
  "requirements.txt",
  "requirements/base.txt",
  "requirements/prod.txt",
  "requirements/production.txt",
];

/** Reads pyproject.toml, requirements.txt and Pipfile; undefined where there is none of them and no manage.py. */
export async function readPythonPackage(repository: RepositoryFiles): Promise<PythonPackage | undefined> {
  const file = repository.has("pyproject.toml") ? "pyproject.toml" : "Pipfile";
  const text = repository.text(file) ?? "";
  const document = text === "" ? undefined : await readToml(text);
  if (text !== "" && document === undefined)
    repository.note(`${file} is not the TOML that it should be, and was left out of account.`);
  const requirements = REQUIREMENTS.find((path) => repository.text(path) !== undefined);
  if (document === undefined && requirements === undefined && !repository.has("manage.py")) return undefined;

  const project = tableIn(document, "project");
  const tool = tableIn(document, "tool");
  const poetry = tableIn(tool, "poetry");
  const listed = linesOf(requirements === undefined ? "" : (repository.text(requirements) ?? ""));
  const dependencies = new Set(
    [
      ...textsIn(own(project, "dependencies")),
      ...Object.keys(tableIn(poetry, "dependencies")),
      ...Object.keys(tableIn(document, "packages")),
      ...listed,
    ].map(nameOf),
  );
  const groups = [
    ...Object.values(tableIn(document, "dependency-groups")).flatMap(textsIn),
    ...Object.values(tableIn(project, "optional-dependencies")).flatMap(textsIn),
    ...textsIn(own(tableIn(tool, "uv"), "dev-dependencies")),
    ...Object.keys(tableIn(poetry, "dev-dependencies")),
    ...Object.values(tableIn(poetry, "group")).flatMap((group) => Object.keys(tableIn(group, "dependencies"))),
    ...Object.keys(tableIn(document, "dev-packages")),
  ];
  const manager = managerOf(repository, document, Object.keys(poetry).length > 0, file);
  const main = document === undefined ? (requirements ?? "manage.py") : file;
  const at = (pattern: RegExp): Evidence => evidenceOf(file, text, pattern);
  const fact = (key: string): Found<string> | undefined => {
    const value = own(project, key) ?? own(poetry, key);
    return typeof value === "string" && value !== ""
      ? { value, at: at(new RegExp(`^${key}\\s{0,8}=`, "m")) }
      : undefined;
  };
  return {
    ...manager,
    at: manager.lock ? { file: manager.lock } : { file: main },
    requirements,
    name: fact("name"),
    description: fact("description"),
    requires: requiredPython(project, poetry, at),
    dependencies,
    development: new Set(groups.map(nameOf)),
    placeOf: (name) =>
      placeOf(
        name,
        [
          [file, text],
          [requirements ?? "", requirements === undefined ? "" : (repository.text(requirements) ?? "")],
        ],
        main,
      ),
  };
}

function managerOf(
  repository: RepositoryFiles,
  document: Table | undefined,
  isPoetry: boolean,
  file: string,
): Pick<PythonPackage, "manager" | "hasLock"> & { readonly lock: string | undefined } {
  if (repository.has("uv.lock")) return { manager: "uv", hasLock: true, lock: "uv.lock" };
  if (repository.has("poetry.lock")) return { manager: "poetry", hasLock: true, lock: "poetry.lock" };
  if (isPoetry) return { manager: "poetry", hasLock: false, lock: undefined };
  if (file === "Pipfile" && document)
    return { manager: "pipenv", hasLock: repository.has("Pipfile.lock"), lock: undefined };
  const usesUv = Object.hasOwn(tableIn(document, "tool"), "uv");
  return { manager: usesUv ? "uv" : "pip", hasLock: false, lock: undefined };
}

function requiredPython(project: Table, poetry: Table, at: (pattern: RegExp) => Evidence): Found<string> | undefined {
  const range = own(project, "requires-python") ?? own(tableIn(poetry, "dependencies"), "python");
  const version = typeof range === "string" ? versionIn(range) : undefined;
  return version ? { value: version, at: at(/^(?:requires-python|python)\s{0,8}=/m) } : undefined;
}

function placeOf(name: string, files: readonly (readonly [file: string, text: string])[], otherwise: string): Evidence {
  const pattern = new RegExp(`(?:^|["'])\\s{0,8}${name.replaceAll("-", "[-_.]")}(?![\\w-])`, "im");
  for (const [file, text] of files) {
    const at = text.search(pattern);
    if (at !== -1) return { file, line: lineAt(text, at + 1) };
  }
  return { file: otherwise };
}

/** `psycopg[binary]>=3.2 ; python_version > "3.9"` is psycopg. */
function nameOf(requirement: string): string {
  return (/^\s*([A-Za-z0-9][\w.-]{0,100})/.exec(requirement)?.[1] ?? "").toLowerCase().replaceAll(/[_.]+/g, "-");
}

function linesOf(requirements: string): readonly string[] {
  return requirements
    .split("\n")
    .filter((line) => /^\s*[A-Za-z0-9]/.test(line))
    .slice(0, 1_000);
}

async function readToml(text: string): Promise<Table | undefined> {
  const { parse } = await import("smol-toml");
  try {
    return parse(text, { maxDepth: 50 });
  } catch {
    return undefined;
  }
}

function tableIn(value: unknown, key: string): Table {
  const found: unknown = isTable(value) ? own(value, key) : undefined;
  return isTable(found) ? found : {};
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
