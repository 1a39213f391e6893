import { canonicalJson, own } from "@towpath/core";
import { compareContent } from "./compare-content.ts";
import { isTrueIn, member, objectOf } from "./open-api-document.ts";
import { directionOf, type Parameter } from "./operation.ts";
import { type OperationReporter, schemaIn } from "./operation-reporter.ts";
import { pointerOf } from "./schema-comparison.ts";

/** Compares what is sent beside the body: in the path, the query, headers and cookies. */
export function compareParameters(pair: OperationReporter): void {
  const { before, after } = pair;
  const later = new Map(after.parameters.map((parameter) => [parameter.key, parameter]));
  const former = new Map(before.parameters.map((parameter) => [parameter.key, parameter]));
  for (const was of before.parameters) {
    const is = later.get(was.key);
    if (is) compareParameter(pair, was, is);
    // A path that has as many parameters has this one too, described or not.
    else if (was.in !== "path") {
      const wasDeprecated = isTrueIn(was.at, "deprecated");
      pair.report({
        kind: before.isOutgoing ? "breaking" : "risky",
        code: "parameter-removed",
        message: `The ${nameOf(was)} is ${before.isOutgoing ? "not sent" : "not taken"} any more${wasDeprecated ? "; it was deprecated before" : ""}.`,
        before: was.at.path,
        part: pointerOf(was.at.path),
        isGone: true,
      });
    }
  }
  for (const is of after.parameters) {
    if (former.has(is.key) || is.in === "path") continue;
    const isBreaking = is.isRequired && !after.isOutgoing;
    pair.report({
      kind: isBreaking ? "breaking" : "safe",
      code: isBreaking ? "required-parameter-added" : "parameter-added",
      message: isBreaking ? `The ${nameOf(is)} is new and must be sent.` : `The ${nameOf(is)} is new.`,
      after: is.at.path,
    });
  }
}

function nameOf(parameter: Parameter): string {
  const kinds: Readonly<Record<string, string>> = {
    path: "path parameter",
    query: "query parameter",
    header: "header",
    cookie: "cookie",
  };
  return `${own(kinds, parameter.in) ?? "parameter"} ${parameter.name}`;
}

function compareParameter(pair: OperationReporter, was: Parameter, is: Parameter): void {
  const direction = directionOf(pair.before, "request");
  const part = pointerOf(was.at.path);
  const paths = { before: was.at.path, after: is.at.path };
  if (was.isRequired !== is.isRequired) {
    const isTighter = is.isRequired === (direction === "request");
    pair.report({
      ...paths,
      kind: isTighter ? "breaking" : "safe",
      code: is.isRequired ? "parameter-required" : "parameter-optional",
      message: `The ${nameOf(is)} ${is.isRequired ? "must be sent now" : "need not be sent any more"}.`,
    });
  }
  const [form, later] = [serialisation(was), serialisation(is)];
  if (form !== later)
    pair.report({
      ...paths,
      kind: "breaking",
      code: "parameter-form-changed",
      message: `The ${nameOf(is)} is written as ${later}, and was as ${form}.`,
      part,
    });
  if (!isTrueIn(was.at, "deprecated") && isTrueIn(is.at, "deprecated"))
    pair.report({
      ...paths,
      kind: "safe",
      code: "parameter-deprecated",
      message: `The ${nameOf(is)} is deprecated.`,
      part,
    });
  const [oldContent, newContent] = [member(was.at, "content"), member(is.at, "content")];
  if (oldContent && newContent) compareContent(pair, oldContent, newContent, "request", `the ${nameOf(is)}`);
  else if (oldContent || newContent)
    pair.report({
      ...paths,
      kind: "breaking",
      code: "parameter-form-changed",
      message: `The ${nameOf(is)} is ${newContent ? "a document of its own now" : "no document of its own any more"}.`,
      part,
    });
  else pair.schemas(schemaIn(was.at, member(was.at, "schema")), schemaIn(is.at, member(is.at, "schema")), direction);
}

/** `style` and `explode` with what counts where they are left out. */
function serialisation({ at, in: place }: Parameter): string {
  const object = objectOf(at) ?? {};
  const said = own(object, "style");
  const style = typeof said === "string" ? said : place === "query" || place === "cookie" ? "form" : "simple";
  const exploded = own(object, "explode");
  const isExploded = typeof exploded === "boolean" ? exploded : style === "form";
  const reserved = own(object, "allowReserved") === true ? ", reserved characters as they are" : "";
  return `${canonicalJson(style)}${isExploded ? ", one by one" : ""}${reserved}`;
}
