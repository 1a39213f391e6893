import { type Evidence, type Found, lineAt } from "./evidence.ts";
import type { PythonPackage } from "./python-package.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import type { Source } from "./source-hints.ts";

const HOST = "0.0.0.0";
const FILES = ["main.py", "app.py", "server.py", "run.py", "src/main.py", "app/main.py", "wsgi.py"];

/** How a Python application is started, listening where it is told. */
export function pythonStart(
  repository: RepositoryFiles,
  found: PythonPackage,
  framework: string | undefined,
  sources: readonly Source[],
): Found<string> | undefined {
  const has = (name: string): boolean => found.dependencies.has(name);
  if (framework === "django") {
    const module = djangoModule(repository, sources);
    if (module && has("gunicorn"))
      return { value: `python3 -m gunicorn --bind ${HOST}:$PORT ${module.value}.wsgi`, at: module.at };
    if (module && has("uvicorn"))
      return {
        value: `python3 -m uvicorn --host ${HOST} --port $PORT ${module.value}.asgi:application`,
        at: module.at,
      };
    return repository.has("manage.py")
      ? { value: `python3 manage.py runserver --noreload ${HOST}:$PORT`, at: { file: "manage.py" } }
      : undefined;
  }
  const app = applicationIn(sources);
  if (app?.is === "asgi") {
    // `fastapi` with its own command brings uvicorn along.
    const folder = app.isBelowSource ? "--app-dir src " : "";
    return { value: `python3 -m uvicorn ${folder}--host ${HOST} --port $PORT ${app.module}`, at: app.at };
  }
  if (app?.is === "wsgi") {
    if (has("gunicorn")) {
      const folder = app.isBelowSource ? "--chdir src " : "";
      return { value: `python3 -m gunicorn ${folder}--bind ${HOST}:$PORT ${app.module}`, at: app.at };
    }
    const module = `${app.isBelowSource ? "src." : ""}${app.module}`;
    return { value: `python3 -m flask --app ${module} run --host ${HOST} --port $PORT`, at: app.at };
  }
  const file = FILES.find((path) => repository.has(path));
  return file ? { value: `python3 ${file}`, at: { file } } : undefined;
}

interface PythonApplication {
  readonly is: "asgi" | "wsgi";
  readonly module: string;
  readonly isBelowSource: boolean;
  readonly at: Evidence;
}

/** `app = FastAPI()` in app/main.py is `app.main:app`. */
function applicationIn(sources: readonly Source[]): PythonApplication | undefined {
  for (const [is, pattern] of [
    ["asgi", /^(\w{1,60})(?:\s{0,2}:\s{0,2}\w{1,40})?\s{0,3}=\s{0,3}(?:FastAPI|Starlette|Litestar|Quart)\(/m],
    ["wsgi", /^(\w{1,60})\s{0,3}=\s{0,3}(?:flask\.)?Flask\(/m],
  ] as const) {
    for (const { path, text } of sources) {
      const match = pattern.exec(text);
      const module = path
        .replace(/\.py$/, "")
        .replace(/^src\//, "")
        .replaceAll("/", ".")
        .replace(/\.__init__$/, "");
      if (match?.[1] && /^[\w.]+$/.test(module)) {
        const at = { file: path, line: lineAt(text, match.index) };
        return { is, module: `${module}:${match[1]}`, isBelowSource: path.startsWith("src/"), at };
      }
    }
  }
  return undefined;
}

/** The package that manage.py names with its settings: `shop` of `shop.settings`. */
function djangoModule(repository: RepositoryFiles, sources: readonly Source[]): Found<string> | undefined {
  const text = repository.text("manage.py") ?? "";
  const match = /DJANGO_SETTINGS_MODULE["']\s{0,3},\s{0,3}["'](\w{1,60})\.settings/.exec(text);
  if (match?.[1]) return { value: match[1], at: { file: "manage.py", line: lineAt(text, match.index) } };
  const file = sources.find(({ path }) => /^\w+\/wsgi\.py$/.test(path));
  return file ? { value: file.path.split("/")[0] ?? "", at: { file: file.path } } : undefined;
}
