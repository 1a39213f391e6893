import type { Application, Client } from "./application.ts";
import type { Evidence, Found } from "./evidence.ts";
import { detectGradle } from "./java-gradle.ts";
import { detectMaven } from "./java-maven.ts";
import { springSettings } from "./java-spring.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { healthIn, portIn, variablesIn } from "./source-hints.ts";
import { pinnedVersion } from "./versions.ts";

/** What Maven's and Gradle's files say alike. */
export interface JavaProject {
  readonly title: string;
  readonly at: Evidence;
  readonly name: Found<string> | undefined;
  readonly description: Found<string> | undefined;
  readonly version: Found<string> | undefined;
  /** `group:artifact`. */
  readonly dependencies: readonly string[];
  readonly placeOf: (dependency: string) => Evidence;
  readonly clients: readonly Client[];
  readonly build: readonly Found<string>[];
  readonly test: Found<string>;
  readonly junit: string;
  /** The folder that archives are built into. */
  readonly folder: string;
  readonly remarks: readonly string[];
}

type Framework = "spring" | "quarkus" | "micronaut";
const FRAMEWORKS: readonly (readonly [beginning: string, framework: Framework, title: string, property: string])[] = [
  ["org.springframework.boot:", "spring", "Spring Boot", "server.port"],
  ["io.quarkus:", "quarkus", "Quarkus", "quarkus.http.port"],
  ["io.micronaut:", "micronaut", "Micronaut", "micronaut.server.port"],
];

/** A Java application, by its pom.xml or its build.gradle. */
export async function detectJava(repository: RepositoryFiles): Promise<Application | undefined> {
  const project = (await detectMaven(repository)) ?? detectGradle(repository);
  if (!project) return undefined;
  const known = FRAMEWORKS.find(([beginning]) => project.dependencies.some((name) => name.startsWith(beginning)));
  const framework = known?.[1];
  const sources = repository.sources([".java", ".kt"]);
  const settings = springSettings(repository);
  const jar = framework === "quarkus" ? `${project.folder}/quarkus-app/quarkus-run.jar` : `${project.folder}/*.jar`;
  const version = pinnedVersion(repository, "java") ?? project.version;
  return {
    title: project.title,
    at: project.at,
    toolchain: new Map(version ? [["java", version]] : []),
    name: settings.name ?? project.name,
    description: project.description,
    build: project.build,
    output: [framework === "quarkus" ? `${project.folder}/quarkus-app` : jar],
    test: project.test,
    junit: project.junit,
    run: known ? { value: `java -D${known[3]}=$PORT -jar ${jar}`, at: placeOfFirst(project, known[0]) } : undefined,
    framework: known ? { value: known[2], at: placeOfFirst(project, known[0]) } : undefined,
    port: settings.port ?? portIn(sources, [/getenv\("PORT"\)[^\n]{0,60}?"(\d{2,5})"/]),
    defaultPort: known ? 8080 : undefined,
    health: health(project, framework, settings.basePath) ?? healthIn(sources),
    clients: project.clients,
    addressForm: framework === "quarkus" ? "quarkus" : "spring",
    variables: [
      ...settings.variables,
      ...variablesIn(sources, [
        /System\.getenv\(\s{0,3}"([A-Za-z_]\w*)"/g,
        /"\$\{([A-Z][A-Z0-9_]*)(?::[^}"]{0,80})?\}"/g,
      ]),
    ],
    remarks: known
      ? project.remarks
      : [
          ...project.remarks,
          "No framework of known ways to start was found: --run says how it is started, such as `java -jar target/app.jar`.",
        ],
  };
}

function placeOfFirst(project: JavaProject, beginning: string): Evidence {
  return project.placeOf(project.dependencies.find((name) => name.startsWith(beginning)) ?? beginning);
}

function health(project: JavaProject, framework: Framework | undefined, basePath: string): Found<string> | undefined {
  const [dependency, path] =
    framework === "spring"
      ? ["org.springframework.boot:spring-boot-starter-actuator", `${basePath}/actuator/health`]
      : ["io.quarkus:quarkus-smallrye-health", "/q/health"];
  if (!project.dependencies.includes(dependency)) return undefined;
  return { value: path, at: project.placeOf(dependency) };
}
