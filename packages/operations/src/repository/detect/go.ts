import type { Application } from "./application.ts";
import { clientsAmong } from "./clients.ts";
import { type Evidence, evidenceOf, type Found, lineAt } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { firstMatch, healthIn, portIn, variablesIn } from "./source-hints.ts";
import { pinnedVersion } from "./versions.ts";

const FRAMEWORKS = [
  ["github.com/gin-gonic/gin", "Gin"],
  ["github.com/labstack/echo", "Echo"],
  ["github.com/gofiber/fiber", "Fiber"],
  ["github.com/go-chi/chi", "chi"],
  ["github.com/gorilla/mux", "Gorilla"],
] as const;

const COMPANIONS = ["migrations", "templates", "static", "public", "web", "config", "configs"];

/** A Go application, by its go.mod. */
export async function detectGo(repository: RepositoryFiles): Promise<Application | undefined> {
  const text = repository.text("go.mod");
  if (text === undefined) return undefined;
  const at = (pattern: RegExp): Evidence => evidenceOf("go.mod", text, pattern);
  const module = /^module[ \t]+"?([^\s"]{1,200})/m.exec(text)?.[1];
  if (module === undefined) return undefined;
  const name = module
    ?.replace(/\/v\d+$/, "")
    .split("/")
    .at(-1);
  const language = /^go[ \t]+(\d+(?:\.\d+){1,2})/m.exec(text)?.[1];
  const required = [...text.matchAll(/^(?:require[ \t]+|[ \t]+)([\w.-]+(?:\/[\w.~-]+)+)[ \t]+v[^\n]{1,100}$/gm)].filter(
    ([line]) => !line.includes("// indirect"),
  );
  const places = new Map(
    required.map((match) => [
      match[1] ?? "",
      { file: "go.mod", line: lineAt(text, match.index + match[0].search(/\S/)) },
    ]),
  );
  const framework = FRAMEWORKS.find(([beginning]) => [...places.keys()].some((path) => path.startsWith(beginning)));
  const sources = repository.sources([".go"]);
  const server = firstMatch(sources, [/(ListenAndServe)(?:TLS)?\(/]);
  const main = mainPackage(
    sources
      .filter(({ text: source }) => /^package main\b/m.test(source) && /^func main\(\)/m.test(source))
      .map(({ path }) => path),
  );
  const binary = `bin/${main?.name ?? "service"}`;
  const version = pinnedVersion(repository, "go") ?? (language ? { value: language, at: at(/^go[ \t]/m) } : undefined);
  const port = portIn(sources, [
    /Getenv\("PORT"\)[\s\S]{0,200}?"(?:[\w.]{0,60}:)?(\d{2,5})"/,
    /"PORT"\s{0,3},\s{0,3}"?:?(\d{2,5})/,
  ]);
  const fixed = port
    ? undefined
    : portIn(sources, [
        /(?:ListenAndServe|\.Run|\.Start|\.Listen)\(\s{0,3}"[\w.]{0,60}:(\d{2,5})"/,
        /Addr:\s{0,3}"[\w.]{0,60}:(\d{2,5})"/,
      ]);
  const readsPort = sources.some(({ text: source }) => /"PORT"/.test(source));
  const servedBy: Found<string> | undefined = framework
    ? { value: framework[1], at: placeWith(places, framework[0]) }
    : server
      ? { value: "net/http", at: server.at }
      : undefined;
  return {
    title: "Go",
    at: { file: "go.mod" },
    toolchain: new Map(version ? [["go", version]] : []),
    name: name ? { value: name, at: at(/^module/m) } : undefined,
    build: main ? [{ value: `go build -o ${binary} ${main.folder}`, at: { file: main.file } }] : [],
    output: main ? [binary, ...COMPANIONS.filter((folder) => repository.has(folder))] : [],
    test: { value: "go test ./...", at: { file: "go.mod" } },
    run: main ? { value: `./${binary}`, at: { file: main.file } } : undefined,
    framework: servedBy,
    port: port ?? fixed,
    defaultPort: servedBy ? 8080 : undefined,
    health: healthIn(sources),
    clients: clientsAmong(places.keys(), (path) => places.get(path) ?? { file: "go.mod" }),
    addressForm: "url",
    variables: variablesIn(sources, [
      /(?:Getenv|LookupEnv|getEnv|env)\(\s{0,3}"([A-Za-z_]\w*)"/g,
      /\benv:"([A-Za-z_]\w*)/g,
    ]),
    remarks: [
      ...(main
        ? []
        : ["No package main with a func main was found: --run and --build say what to start and how it is built."]),
      ...(fixed && !readsPort
        ? [
            `${fixed.at.file}:${fixed.at.line} listens on ${fixed.value} whatever it is told. Let it read PORT: several releases run beside each other while one replaces the other.`,
          ]
        : []),
    ],
  };
}

/** The program: the one at the top, else `cmd/server` and the like, else the first. */
function mainPackage(
  files: readonly string[],
): { readonly folder: string; readonly name: string | undefined; readonly file: string } | undefined {
  const folders = [
    ...new Map(files.map((file) => [file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".", file])),
  ];
  const usual = /(?:^|\/)(?:server|api|app|service|web|main)$/;
  const [folder, file] =
    folders.find(([path]) => path === ".") ?? folders.find(([path]) => usual.test(path)) ?? folders[0] ?? [];
  if (folder === undefined || file === undefined || !/^[\w./-]+$/.test(folder)) return undefined;
  return {
    folder: folder === "." ? "." : `./${folder}`,
    name: folder === "." ? undefined : folder.split("/").at(-1),
    file,
  };
}

function placeWith(places: ReadonlyMap<string, Evidence>, beginning: string): Evidence {
  return [...places].find(([path]) => path.startsWith(beginning))?.[1] ?? { file: "go.mod" };
}
