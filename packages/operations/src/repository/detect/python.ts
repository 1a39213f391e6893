import type { Application } from "./application.ts";
import { clientsAmong } from "./clients.ts";
import { evidenceOf, type Found } from "./evidence.ts";
import { type PythonPackage, readPythonPackage } from "./python-package.ts";
import { pythonStart } from "./python-start.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { healthIn, portIn, variablesIn } from "./source-hints.ts";
import { topLevel } from "./top-level.ts";
import { pinnedVersion } from "./versions.ts";

/** Where pip puts what the service imports: a folder of its own, so that it can be packed and run anywhere. */
const PACKAGES = "dist/packages";

const FRAMEWORKS = [
  ["django", "Django", 8000],
  ["fastapi", "FastAPI", 8000],
  ["flask", "Flask", 5000],
  ["starlette", "Starlette", 8000],
  ["litestar", "Litestar", 8000],
] as const;

/** A Python application, by its pyproject.toml, requirements.txt or manage.py. */
export async function detectPython(repository: RepositoryFiles): Promise<Application | undefined> {
  const found = await readPythonPackage(repository);
  if (!found) return undefined;
  const sources = repository.sources([".py"]);
  const framework = FRAMEWORKS.find(([name]) => found.dependencies.has(name));
  const start = pythonStart(repository, found, framework?.[0], sources);
  const version = pinnedVersion(repository, "python") ?? found.requires;
  const migrate = migration(repository, found);
  const output = topLevel(
    repository,
    /^(?:setup\.cfg|tox\.ini|noxfile\.py|pytest\.ini|mypy\.ini|requirements-(?:dev|test).*|Pipfile\.lock)$/,
  );
  const hasTests =
    found.development.has("pytest") ||
    found.dependencies.has("pytest") ||
    repository.entries().some(({ name }) => /^tests?$|^pytest\.ini$|^conftest\.py$/.test(name));
  const { before } = runner(found);
  return {
    title: `Python with ${found.manager}`,
    at: found.at,
    toolchain: new Map(version ? [["python", version]] : []),
    name: found.name,
    description: found.description,
    build: installation(found),
    output: [
      ...output,
      ...(lockFile(found) ? [lockFile(found) ?? ""] : []),
      ...(found.manager === "pip" ? [PACKAGES] : []),
    ].sort(),
    test: hasTests
      ? {
          value:
            framework?.[0] === "django" && !found.development.has("pytest-django")
              ? `${testRunner(found)}python3 manage.py test`
              : `${testRunner(found)}python3 -m pytest --junitxml=reports/junit.xml`,
          at: found.at,
        }
      : undefined,
    junit: hasTests && framework?.[0] !== "django" ? "reports/junit.xml" : undefined,
    run: start ? { value: `${before}${start.value}`, at: start.at } : undefined,
    migrate: migrate ? { value: `${before}${migrate.value}`, at: migrate.at } : undefined,
    framework: framework ? { value: framework[1], at: found.placeOf(framework[0]) } : undefined,
    port: portIn(sources, [
      /(?:environ\.get|getenv|environ\.setdefault)\(\s{0,3}["']PORT["']\s{0,3},\s{0,3}["']?(\d{2,5})/,
      /\bport\s{0,3}=\s{0,3}(\d{4,5})\b/,
    ]),
    defaultPort: framework?.[2],
    health: healthIn(sources),
    clients: clientsAmong(found.dependencies, found.placeOf),
    addressForm: "url",
    variables: variablesIn(sources, [
      /environ(?:\.get|\.setdefault)?[([]\s{0,3}["']([A-Za-z_]\w*)["']/g,
      /\bgetenv\(\s{0,3}["']([A-Za-z_]\w*)["']/g,
      /\b(?:env|config)(?:\.\w{1,20})?\(\s{0,3}["']([A-Z][A-Z0-9_]*)["']/g,
      ...settingsNames(sources),
    ]),
    remarks: start
      ? []
      : ["Nothing says how it is started: --run does, such as `python3 -m uvicorn app.main:app --port $PORT`."],
  };
}

/** Names of a pydantic settings class: a field `database_url` is the variable DATABASE_URL. */
function settingsNames(sources: readonly { readonly text: string }[]): readonly RegExp[] {
  const usesSettings = sources.some(({ text }) => /\(BaseSettings\)/.test(text));
  return usesSettings ? [/^ {4}(database_url|postgres_\w{1,20}|db_\w{1,20}|azure_storage_\w{1,30})\s{0,3}:/gim] : [];
}

function installation(found: PythonPackage): readonly Found<string>[] {
  switch (found.manager) {
    case "uv":
      return [{ value: found.hasLock ? "uv sync --frozen" : "uv sync", at: found.at }];
    case "poetry":
      return [{ value: "poetry install --no-interaction", at: found.at }];
    case "pipenv":
      return [{ value: found.hasLock ? "pipenv sync --dev" : "pipenv install --dev", at: found.at }];
    case "pip": {
      const what = found.requirements === undefined ? "." : `--requirement ${found.requirements}`;
      return found.dependencies.size === 0
        ? []
        : [{ value: `python3 -m pip install --upgrade --target ${PACKAGES} ${what}`, at: found.at }];
    }
  }
}

/** What stands before a command where the service runs. A virtual environment cannot be moved, so each release makes its own from what is locked. */
function runner(found: PythonPackage): { readonly before: string } {
  switch (found.manager) {
    case "uv":
      return { before: `uv run ${found.hasLock ? "--frozen " : ""}--no-dev ` };
    case "poetry":
      return { before: "poetry install --only main --no-root --quiet && exec poetry run " };
    case "pipenv":
      return { before: `${found.hasLock ? "pipenv sync" : "pipenv install"} && exec pipenv run ` };
    case "pip":
      return { before: found.dependencies.size === 0 ? "" : `PYTHONPATH=${PACKAGES} ` };
  }
}

function testRunner(found: PythonPackage): string {
  if (found.manager === "pip") return found.dependencies.size === 0 ? "" : `PYTHONPATH=${PACKAGES} `;
  return found.manager === "uv" ? "uv run " : `${found.manager} run `;
}

function lockFile({ manager, hasLock }: PythonPackage): string | undefined {
  if (!hasLock) return undefined;
  return { uv: "uv.lock", poetry: "poetry.lock", pipenv: "Pipfile.lock", pip: undefined }[manager];
}

function migration(repository: RepositoryFiles, found: PythonPackage): Found<string> | undefined {
  if (found.dependencies.has("django") && repository.has("manage.py"))
    return { value: "python3 manage.py migrate --noinput", at: { file: "manage.py" } };
  const text = repository.text("alembic.ini");
  return text === undefined
    ? undefined
    : { value: "python3 -m alembic upgrade head", at: evidenceOf("alembic.ini", text, /script_location/) };
}
