import { isJsonObject, own } from "@towpath/core";
import { clientsAmong } from "./clients.ts";
import { type Evidence, evidenceOf, literally } from "./evidence.ts";
import type { JavaProject } from "./java.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { numberOf } from "./versions.ts";

/** A project of Maven, by its pom.xml. */
export async function detectMaven(repository: RepositoryFiles): Promise<JavaProject | undefined> {
  const text = repository.text("pom.xml");
  if (text === undefined) return undefined;
  const project = await readProject(text);
  if (project === undefined) {
    repository.note("pom.xml is not the XML that it should be, and was left out of account.");
    return undefined;
  }
  const at = (pattern: RegExp): Evidence => evidenceOf("pom.xml", text, pattern);
  const afterParent = at(/<artifactId>/);
  const artifact = textOf(own(project, "artifactId"));
  const properties = objectOf(own(project, "properties"));
  const level = ["maven.compiler.release", "java.version", "maven.compiler.source", "release.version"]
    .map((key) => [key, numberOf(textOf(own(properties, key)) ?? "")] as const)
    .find(([, version]) => version !== undefined);
  const parent = coordinates(own(project, "parent"));
  const dependencies = [
    ...listOf(own(objectOf(own(project, "dependencies")), "dependency")).map(coordinates),
    ...listOf(own(objectOf(own(objectOf(own(project, "build")), "plugins")), "plugin")).map(coordinates),
  ].filter((name) => name !== "");
  const placeOf = (name: string): Evidence =>
    at(new RegExp(`<artifactId>\\s*${literally(name.split(":")[1] || name)}\\s*<`));
  const wrapper = [".", ...repository.above].find((folder) =>
    repository.has(folder === "." ? "mvnw" : `${folder}/mvnw`),
  );
  const maven = wrapper === undefined ? "mvn" : wrapper === "." ? "./mvnw" : `${wrapper}/mvnw`;
  const modules = listOf(own(objectOf(own(project, "modules")), "module")).length;
  const description = textOf(own(project, "description"));
  return {
    title: `Java with Maven${wrapper === undefined ? "" : " (wrapper)"}`,
    at: { file: "pom.xml" },
    name: artifact
      ? { value: artifact, at: at(new RegExp(`<artifactId>\\s*${literally(artifact)}\\s*<`)) ?? afterParent }
      : undefined,
    description: description ? { value: description, at: at(/<description>/) } : undefined,
    version: level?.[1] ? { value: javaLine(level[1]), at: at(new RegExp(`<${literally(level[0])}>`)) } : undefined,
    dependencies: parent.startsWith("org.springframework.boot:") ? [...dependencies, parent] : dependencies,
    placeOf,
    clients: clientsAmong(dependencies, placeOf),
    build: [
      {
        value: `${maven} --batch-mode -DskipTests package`,
        at: { file: wrapper === undefined ? "pom.xml" : maven.replace("./", "") },
      },
    ],
    test: { value: `${maven} --batch-mode test`, at: { file: "pom.xml" } },
    junit: "target/surefire-reports/*.xml",
    folder: "target",
    remarks:
      modules > 0
        ? [`pom.xml is the parent of ${modules} modules: run init in the folder of the module that is the service.`]
        : [],
  };
}

/** The element `project`; undefined for what is no XML or has none. Entities stay as they are: none is needed, and some are bombs. */
async function readProject(text: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  try {
    if (text.includes("<!DOCTYPE")) return undefined;
    if (XMLValidator.validate(text) !== true) return undefined;
    const parser = new XMLParser({
      ignoreAttributes: true,
      parseTagValue: false,
      processEntities: false,
      maxNestedTags: 50,
    });
    const document: unknown = parser.parse(text);
    const project = isRecord(document) ? document["project"] : undefined;
    return isRecord(project) ? project : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : isJsonObject(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function coordinates(value: unknown): string {
  const element = objectOf(value);
  const artifact = textOf(own(element, "artifactId"));
  return artifact === undefined ? "" : `${textOf(own(element, "groupId")) ?? ""}:${artifact}`;
}

/** Java 8 was called 1.8. */
export function javaLine(version: string): string {
  return version.replace(/^1\.(\d)$/, "$1");
}
