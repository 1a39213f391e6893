import { type Json, own } from "@towpath/core";
import { fill } from "../placeholder/fill.ts";
import { parsePlaceholders } from "../placeholder/parse.ts";
import type { OpenResolution } from "../resolution/open-resolution.ts";
import type { ExplainedReference } from "./explanation.ts";

/** What the placeholders of a text stand for, in their order; never the value of a secret. */
export function referencesIn(text: string, opened: OpenResolution): readonly ExplainedReference[] {
  return parsePlaceholders(text).flatMap((part): readonly ExplainedReference[] =>
    part.kind === "text" ? [] : [reference(part.written, part.kind === "placeholder" ? part.path : [], opened)],
  );
}

function reference(written: string, path: readonly string[], opened: OpenResolution): ExplainedReference {
  const { resolution, scope, types } = opened;
  const { layers, platform, environment } = resolution;
  const { parts } = fill(written, scope, {
    kind: "volume",
    what: "",
    address: "",
    place: () => ({ file: "" }),
  });
  const [root, name = "", output = ""] = path;
  const [part] = parts;
  if (root === "secrets" && scope.secrets.has(name)) {
    const place = layers.placeOfKey(["secrets", name]);
    return { written, kind: "secret", from: `secrets.${name}`, isSecret: true, place };
  }
  if (root === "consumes" && ["url", "host", "port"].includes(output)) {
    const place = scope.consumes.get(name);
    if (place !== undefined && place !== "broken")
      return { written, kind: "service", from: `consumes.${name}`, isSecret: false, place };
  }
  const model = root === "resources" ? types.get(name) : undefined;
  const promised = model && own(model.document.outputs ?? {}, output);
  if (model && promised)
    return {
      written,
      kind: "output",
      from: `resources.${name}`,
      type: promised.type,
      isSecret: promised.secret ?? false,
      place: model.source.placeOfKey(["outputs", output]),
    };
  if (part?.kind === "resource")
    return {
      written,
      kind: "resource",
      from: part.address,
      isSecret: false,
      place: layers.placeOfThing(["resources", name]),
    };
  if (part?.kind !== "text" || (root !== "metadata" && root !== "environment"))
    return { written, kind: "nothing", isSecret: false };
  const [, ...rest] = path;
  const at = ["environments", environment, ...(name === "name" ? [] : ["values", ...rest])];
  const place =
    root === "metadata"
      ? layers.placeOfValue(path)
      : name === "name"
        ? platform.source.placeOfKey(at)
        : platform.source.placeOfValue(at);
  return { written, kind: "fact", text: part.text, isSecret: false, place };
}

/** What a text comes to: the text itself where it is known, and otherwise why it is not. */
export function textValue(
  text: string,
  opened: OpenResolution,
): { readonly value?: Json; readonly unknown?: string; readonly isSecret: boolean } {
  const references = referencesIn(text, opened);
  const isSecret = references.some((one) => one.isSecret);
  if (isSecret) return { unknown: "It is a secret.", isSecret };
  if (references.every(({ kind }) => kind === "fact")) {
    const { parts } = fill(text, opened.scope, {
      kind: "workload",
      what: "",
      address: "",
      place: () => ({ file: "" }),
    });
    return { value: parts.map((part) => (part.kind === "text" ? part.text : "")).join(""), isSecret };
  }
  if (references.some(({ kind }) => kind === "nothing")) return { unknown: "It names what is not there.", isSecret };
  return { unknown: "It is known when what it names is there.", isSecret };
}
