import type { Application } from "./application.ts";
import { clientsAmong } from "./clients.ts";
import { type Evidence, evidenceOf, type Found, lineAt } from "./evidence.ts";
import type { JavaProject } from "./java.ts";
import { javaLine } from "./java-maven.ts";
import type { RepositoryFiles } from "./repository-files.ts";

const SCRIPTS = ["build.gradle.kts", "build.gradle"];
const SETTINGS = ["settings.gradle.kts", "settings.gradle"];
const COORDINATES = /["']([A-Za-z][\w.-]{1,100}:[A-Za-z][\w.-]{1,100})(?::[^"'\n]{0,60})?["']/g;
/** Plugins that say which framework it is when its libraries come by way of a catalogue. */
const PLUGINS: readonly (readonly [id: string, dependency: string])[] = [
  ["org.springframework.boot", "org.springframework.boot:spring-boot"],
  ["io.quarkus", "io.quarkus:quarkus-core"],
  ["io.micronaut.application", "io.micronaut:micronaut-http-server"],
];

/** A project of Gradle. Its files are programs: only what stands in them as a text is seen. */
export function detectGradle(repository: RepositoryFiles): JavaProject | undefined {
  const file = SCRIPTS.find((name) => repository.text(name) !== undefined);
  const text = repository.text(file ?? "");
  if (file === undefined || text === undefined) return undefined;
  const folders = [".", ...repository.above];
  const places = new Map<string, Evidence>();
  for (const match of text.matchAll(COORDINATES)) {
    const name = match[1] ?? "";
    if (!places.has(name)) places.set(name, { file, line: lineAt(text, match.index) });
  }
  for (const [id, dependency] of PLUGINS) {
    const pattern = new RegExp(
      `["'(]${id.replaceAll(".", "\\.")}["')]|alias\\(libs\\.plugins\\.${id.split(".").at(-1)}`,
    );
    if (pattern.test(text)) places.set(dependency, evidenceOf(file, text, pattern));
  }
  for (const [name, at] of catalogue(repository, text)) if (!places.has(name)) places.set(name, at);

  const wrapper = folders.find((folder) => repository.has(folder === "." ? "gradlew" : `${folder}/gradlew`));
  const gradle = wrapper === undefined ? "gradle" : wrapper === "." ? "./gradlew" : `${wrapper}/gradlew`;
  const isSpring = places.has("org.springframework.boot:spring-boot");
  const isQuarkus = places.has("io.quarkus:quarkus-core");
  // A plain archive of an earlier build would stand beside the one that runs.
  const tasks = isSpring ? "clean bootJar" : isQuarkus ? "quarkusBuild" : "clean assemble";
  const placeOf = (name: string): Evidence => places.get(name) ?? { file };
  return {
    title: `${/kotlin\(|org\.jetbrains\.kotlin/.test(text) ? "Kotlin" : "Java"} with Gradle${wrapper === undefined ? "" : " (wrapper)"}`,
    at: { file },
    name: rootName(repository),
    description: descriptionIn(text, file),
    version: toolchain(text, file),
    dependencies: [...places.keys()],
    placeOf,
    clients: clientsAmong(places.keys(), placeOf),
    build: [
      {
        value: `${gradle} --no-daemon ${tasks}`,
        at: { file: wrapper === undefined ? file : gradle.replace("./", "") },
      },
    ],
    test: { value: `${gradle} --no-daemon test`, at: { file } },
    junit: "build/test-results/test/*.xml",
    folder: isQuarkus ? "build" : "build/libs",
    remarks: [],
  };
}

/** The libraries of the version catalogue that the script names: `libs.postgresql`. */
function catalogue(repository: RepositoryFiles, script: string): readonly (readonly [string, Evidence])[] {
  const file = [".", ...repository.above]
    .map((folder) => `${folder === "." ? "" : `${folder}/`}gradle/libs.versions.toml`)
    .find((path) => repository.has(path));
  const text = repository.text(file ?? "");
  if (file === undefined || text === undefined) return [];
  const used = new Set([...script.matchAll(/\blibs\.([\w.]{1,100})/g)].map(([, name = ""]) => name));
  return [
    ...text.matchAll(
      /^([\w-]{1,100})\s{0,4}=\s{0,4}(?:\{[^}\n]{0,200}?module\s{0,4}=\s{0,4})?"([\w.-]{1,100}:[\w.-]{1,100})(?::[^"\n]{0,60})?"/gm,
    ),
  ].flatMap(([, alias = "", name = ""], index, all) =>
    used.has(alias.replaceAll(/[-_]/g, "."))
      ? [[name, { file, line: lineAt(text, all[index]?.index ?? 0) }] as const]
      : [],
  );
}

function rootName(repository: RepositoryFiles): Found<string> | undefined {
  for (const file of SETTINGS) {
    const text = repository.text(file) ?? "";
    const match = /^\s{0,8}rootProject\.name\s{0,4}=\s{0,4}["']([^"'\n]{1,80})["']/m.exec(text);
    if (match?.[1]) return { value: match[1], at: { file, line: lineAt(text, match.index) } };
  }
  return undefined;
}

function descriptionIn(text: string, file: string): Application["description"] {
  const match = /^description\s{0,4}=\s{0,4}["']([^"'\n]{1,200})["']/m.exec(text);
  return match?.[1] ? { value: match[1], at: { file, line: lineAt(text, match.index) } } : undefined;
}

function toolchain(text: string, file: string): Found<string> | undefined {
  const match =
    /(?:JavaLanguageVersion\.of\(|jvmToolchain\(|JavaVersion\.VERSION_|jvmTarget\s{0,3}=\s{0,3}["']|(?:source|target)Compatibility\s{0,3}=\s{0,3}["']?)(\d{1,2}(?:[._]\d)?)/.exec(
      text,
    );
  return match?.[1]
    ? { value: javaLine(match[1].replace("_", ".")), at: { file, line: lineAt(text, match.index) } }
    : undefined;
}
