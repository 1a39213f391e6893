import type { Application } from "./application.ts";
import { clientsAmong } from "./clients.ts";
import { type Evidence, evidenceOf, type Found, lineAt } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { healthIn, portIn, variablesIn } from "./source-hints.ts";
import { pinnedVersion } from "./versions.ts";

const OUTPUT = "dist";

/**
 * A .NET application, by its project file. Its references stand one a line, as `dotnet add package` writes them, and are
 * read as lines: no parser, and no entity of the XML, is needed for that.
 */
export async function detectDotnet(repository: RepositoryFiles): Promise<Application | undefined> {
  const projects = repository.named(/\.(?:cs|fs)proj$/).filter((path) => /^[\w./ -]+$/.test(path));
  const read = projects.map((path) => ({ path, text: repository.text(path) ?? "" }));
  const isTest = (text: string): boolean => /Microsoft\.NET\.Test\.Sdk|<IsTestProject>\s*true/i.test(text);
  const services = read.filter(({ text }) => /<Project\s{1,20}Sdk=/.test(text) && !isTest(text));
  const project = services.find(({ text }) => text.includes("Microsoft.NET.Sdk.Web")) ?? services[0];
  if (!project) return undefined;
  const { path: file, text } = project;
  const at = (pattern: RegExp): Evidence => evidenceOf(file, text, pattern);
  const assembly =
    /<AssemblyName>\s*([\w.-]{1,100})\s*</.exec(text)?.[1] ??
    file
      .split("/")
      .at(-1)
      ?.replace(/\.\w+proj$/, "") ??
    "Service";
  const isWeb = text.includes("Microsoft.NET.Sdk.Web");
  const references = new Map(
    [...text.matchAll(/<PackageReference\s{1,20}(?:Include|Update)="([\w.-]{1,120})"/g)].map((match) => [
      match[1] ?? "",
      { file, line: lineAt(text, match.index) },
    ]),
  );
  const sources = repository.sources([".cs", ".fs"]);
  const quoted = /\s/.test(file) ? `"${file}"` : file;
  const version = dotnetVersion(repository) ?? targetFramework(text, at);
  const solution = repository.entries().find(({ name }) => /\.slnx?$/.test(name));
  const tested =
    read.find((one) => isTest(one.text))?.path ??
    (["test", "tests"].some((folder) => repository.entries(folder).length > 0) ? solution?.name : undefined);
  return {
    title: ".NET",
    at: { file },
    toolchain: new Map(version ? [["dotnet", version]] : []),
    name: { value: assembly, at: { file } },
    description: undefined,
    build: [{ value: `dotnet publish ${quoted} --configuration Release --output ${OUTPUT}`, at: { file } }],
    output: [OUTPUT],
    test: tested === undefined ? undefined : { value: "dotnet test", at: { file: tested } },
    // Kestrel listens where it is told by --urls, whatever appsettings.json says.
    run: { value: `dotnet ${OUTPUT}/${assembly}.dll${isWeb ? " --urls http://0.0.0.0:$PORT" : ""}`, at: { file } },
    framework: isWeb ? { value: "ASP.NET Core", at: at(/Microsoft\.NET\.Sdk\.Web/) } : undefined,
    port: launchPort(repository),
    defaultPort: isWeb ? 8080 : undefined,
    health: healthIn(sources),
    clients: clientsAmong(references.keys(), (name) => references.get(name) ?? { file }),
    addressForm: "npgsql",
    variables: [
      ...variablesIn(sources, [/GetEnvironmentVariable\(\s{0,3}"([A-Za-z_]\w*)"/g]),
      ...connectionStrings(repository, sources),
    ],
    remarks: services.length > 1 ? [`${services.length} projects are here; ${file} was taken for the service.`] : [],
  };
}

/** The names of connection strings, as the variables that set them. Their values are never read: they hold passwords. */
function connectionStrings(
  repository: RepositoryFiles,
  sources: readonly { path: string; text: string }[],
): readonly Found<string>[] {
  const named = variablesIn(sources, [/GetConnectionString\(\s{0,3}"([A-Za-z_]\w*)"/g]);
  const settings = repository.named(/^appsettings\.json$/).flatMap((path) => {
    const text = repository.text(path) ?? "";
    const section = /"ConnectionStrings"\s{0,4}:\s{0,4}\{/.exec(text);
    if (!section) return [];
    const begin = section.index + section[0].length;
    const inner = text.slice(begin, begin + 4_000).split("}", 1)[0] ?? "";
    return [...inner.matchAll(/(?:^|[,{\n])\s{0,20}"([A-Za-z_]\w*)"\s{0,4}:/g)].map((match) => ({
      value: match[1] ?? "",
      at: { file: path, line: lineAt(text, begin + match.index + match[0].indexOf('"')) },
    }));
  });
  const all = new Map([...named, ...settings].map((one) => [one.value, one]));
  return [...all.values()].map(({ value, at }) => ({ value: `ConnectionStrings__${value}`, at }));
}

function launchPort(repository: RepositoryFiles): Found<number> | undefined {
  const path = repository.named(/^launchSettings\.json$/)[0];
  return path === undefined
    ? undefined
    : portIn(
        [{ path, text: repository.text(path) ?? "" }],
        [/"applicationUrl"\s{0,4}:\s{0,4}"[^"\n]{0,200}?http:\/\/[\w.*+-]{1,60}:(\d{2,5})/],
      );
}

function dotnetVersion(repository: RepositoryFiles): Found<string> | undefined {
  for (const folder of [".", ...repository.above]) {
    const file = folder === "." ? "global.json" : `${folder}/global.json`;
    const text = repository.text(file) ?? "";
    const match = /"sdk"\s{0,4}:\s{0,4}\{[^}]{0,200}?"version"\s{0,4}:\s{0,4}"(\d+\.\d+)/.exec(text);
    if (match?.[1]) return { value: match[1], at: evidenceOf(file, text, /"version"/) };
  }
  return pinnedVersion(repository, "dotnet");
}

function targetFramework(text: string, at: (pattern: RegExp) => Evidence): Found<string> | undefined {
  const version = /<TargetFrameworks?>\s{0,20}net(?:coreapp)?(\d+\.\d+)/.exec(text)?.[1];
  return version ? { value: version, at: at(/<TargetFrameworks?>/) } : undefined;
}
