import { nearest } from "@towpath/core";
import { shown } from "../finding.ts";
import { literal, rewrite, rewriteAll } from "./rewrite.ts";
import { SERVICE_ANNOTATIONS } from "./service-path.ts";
import { listOf, mappingOf, memberOf, membersOf, type Sourced, textOf } from "./sourced.ts";
import { byTarget, translateFile, translateVolume } from "./translate-files.ts";
import { reportFlaw, type Translation } from "./translation.ts";

/** What a Score file says, as a manifest says it. */
export interface Translated {
  readonly metadata: Sourced | undefined;
  readonly environments: Sourced | undefined;
  readonly workload: Sourced | undefined;
  readonly resources: Sourced | undefined;
}

/** Translates a Score file. Everything that it says is in what comes back, or something is said about it. */
export function translate(translation: Translation): Translated {
  const { score } = translation;
  const containers = memberOf(score, "containers");
  const ports = memberOf(memberOf(score, "service"), "ports");
  const annotations = annotationsOf(translation);
  const resources = memberOf(score, "resources");
  return {
    metadata: metadataOf(translation),
    environments: environmentsOf(translation),
    workload:
      containers &&
      mappingOf(containers.said, [
        ["annotations", annotations],
        ["ports", ports],
        [
          "containers",
          mappingOf(
            containers.said,
            membersOf(containers).map(([name, one]) => [name, containerOf(name, one, translation)]),
          ),
        ],
      ]),
    resources:
      resources &&
      mappingOf(
        resources.said,
        membersOf(resources).map(([name, one]) => [name, resourceOf(name, one, translation)]),
      ),
  };
}

function metadataOf({ score }: Translation): Sourced | undefined {
  const metadata = memberOf(score, "metadata");
  if (!metadata) return undefined;
  const annotations = memberOf(metadata, "annotations");
  const own = [...SERVICE_ANNOTATIONS].flatMap(([name, [group, key]]) =>
    group === "metadata" && key !== undefined ? [[key, memberOf(annotations, name)] as const] : [],
  );
  const values = membersOf(metadata).filter(([key]) => key !== "name" && key !== "annotations");
  return mappingOf(metadata.said, [
    ["name", memberOf(metadata, "name")],
    ...own,
    ["values", values.length > 0 ? mappingOf(metadata.said, values) : undefined],
  ]);
}

/** The environments that the service is in, from a list with commas. */
function environmentsOf({ score }: Translation): Sourced | undefined {
  const annotation = memberOf(memberOf(memberOf(score, "metadata"), "annotations"), "towpath.dev/environments");
  const names =
    textOf(annotation)
      ?.split(",")
      .map((name) => name.trim()) ?? [];
  return (
    annotation &&
    mappingOf(
      annotation.said,
      names.flatMap((part) => (part === "" ? [] : [[part, mappingOf({ ...annotation.said, part }, [])] as const])),
    )
  );
}

function annotationsOf(translation: Translation): Sourced | undefined {
  const annotations = memberOf(memberOf(translation.score, "metadata"), "annotations");
  if (!annotations) return undefined;
  const passedOn = membersOf(annotations).filter(([name]) => !SERVICE_ANNOTATIONS.has(name));
  for (const [name] of passedOn) {
    if (!name.startsWith("towpath.dev/")) continue;
    const known = [...SERVICE_ANNOTATIONS.keys()];
    const near = nearest(name, known);
    reportFlaw(translation, {
      code: "manifest/unknown-key",
      message: `Unknown annotation ${shown(name)}: what starts with towpath.dev/ is for Towpath.`,
      path: ["metadata", "annotations", name],
      places: [annotations.said.document.placeOfKey([...annotations.said.path, name])],
      suggestions: [...(near === undefined ? [] : [`Did you mean "${near}"?`]), `There are ${known.join(", ")}.`],
    });
  }
  return passedOn.length === 0
    ? undefined
    : mappingOf(
        annotations.said,
        passedOn.map(([name, text]) => [name, literal(text)]),
      );
}

function containerOf(name: string, of: Sourced, translation: Translation): Sourced {
  const path = ["containers", name];
  const texts = (key: string): Sourced | undefined => {
    const list = memberOf(of, key);
    return list && listOf(list.said, (list.items ?? []).map(literal));
  };
  const mapped = (key: string, change: (one: Sourced, at: readonly string[]) => Sourced): Sourced | undefined => {
    const all = memberOf(of, key);
    return (
      all &&
      mappingOf(
        all.said,
        membersOf(all).map(([member, one]) => [member, change(one, [...path, key, member])]),
      )
    );
  };
  const mounts = (
    key: "files" | "volumes",
    change: (one: Sourced, at: readonly string[], translation: Translation) => Sourced | undefined,
  ): Sourced | undefined => {
    const all = memberOf(of, key);
    const what = key === "files" ? "file" : "volume";
    return (
      all &&
      mappingOf(
        all.said,
        byTarget(all, [...path, key], what, translation).map(([target, one, at]) => [
          target,
          change(one, at, translation),
        ]),
      )
    );
  };
  const image = memberOf(of, "image");
  const compute = memberOf(of, "resources");
  return mappingOf(of.said, [
    ["image", image && literal(image)],
    ["command", texts("command")],
    ["args", texts("args")],
    ["variables", mapped("variables", (one, at) => rewrite(one, at, translation))],
    ["files", mounts("files", translateFile)],
    ["volumes", mounts("volumes", translateVolume)],
    ["before", memberOf(of, "before")],
    ["limits", memberOf(compute, "limits")],
    ["requests", memberOf(compute, "requests")],
    ["liveness", memberOf(of, "livenessProbe")],
    ["readiness", memberOf(of, "readinessProbe")],
  ]);
}

function resourceOf(name: string, of: Sourced, translation: Translation): Sourced {
  const metadata = memberOf(of, "metadata");
  const values = membersOf(metadata).filter(([key]) => key !== "annotations");
  const annotations = memberOf(metadata, "annotations");
  const params = memberOf(of, "params");
  return mappingOf(of.said, [
    ["type", memberOf(of, "type")],
    ["class", memberOf(of, "class")],
    ["share", memberOf(of, "id")],
    ["settings", params && rewriteAll(params, ["resources", name, "params"], translation)],
    [
      "annotations",
      annotations &&
        mappingOf(
          annotations.said,
          membersOf(annotations).map(([key, text]) => [key, literal(text)]),
        ),
    ],
    ["values", metadata && values.length > 0 ? mappingOf(metadata.said, values) : undefined],
  ]);
}
