import type { Edit, Finding } from "@towpath/core";
import type { Places } from "../document/places.ts";
import { pointerPath } from "../document/pointer.ts";
import { type FindingFacts, finding, names, shown } from "../finding.ts";
import { didYouMean } from "./did-you-mean.ts";
import { documentAddress } from "./document-address.ts";
import { insteadOfText } from "./instead-of-text.ts";
import { type DocumentKind, notBuiltKey } from "./not-built.ts";
import { insteadOf } from "./unknown-key.ts";
import { memberOf, textOf, type Violation } from "./violation.ts";

/** A violation with the part of the document that cannot be used because of it. */
export interface Explained {
  readonly finding: Finding;
  readonly broken: readonly string[];
}

/** What a schema's violation means to whoever wrote the document; undefined for one that another says better. */
export function explain(
  kind: DocumentKind,
  source: Places,
  violation: Violation,
  service: string | undefined,
): Explained | undefined {
  const path = pointerPath(violation.instancePath);
  const { keyword, params } = violation;
  if (keyword === "propertyNames") return undefined;
  const key = violation.propertyName ?? text(params, "additionalProperty");
  const about = key === undefined ? path : [...path, key];
  const facts = {
    service,
    address: documentAddress(kind, about),
    environments: environmentsOf(kind, path),
    discriminator: keyword,
  };
  if (keyword === "additionalProperties" && key !== undefined) {
    const places = [source.placeOfKey(about)];
    const notBuilt = notBuiltKey(kind, about);
    if (notBuilt) {
      const suggestions = ["Leave it out for now."];
      return {
        finding: finding({ ...facts, code: "manifest/not-built-yet", message: notBuilt, places, suggestions }),
        broken: about,
      };
    }
    const known = Object.keys(asObject(memberOf(violation.parentSchema, "properties")));
    const message = `Unknown key ${shown(key)} in ${where(path)}.`;
    const isListed = kind === "Score" && key === "target";
    const there = Object.keys(asObject(violation.data));
    const instead = isListed
      ? { suggestions: ["Leave it out: in a mapping the key is the target."] }
      : insteadOf({ kind, source, path, key, known, there });
    return {
      finding: finding({ ...facts, ...instead, code: "manifest/unknown-key", message, places }),
      broken: about,
    };
  }
  if (violation.propertyName !== undefined) {
    const near = stringList(params["allowedValues"]);
    const message = `The name ${shown(violation.propertyName)} in ${where(path)} is not ${expectation(violation)}.`;
    const places = [source.placeOfKey(about)];
    const suggestions = didYouMean(violation.propertyName, near);
    return {
      finding: finding({ ...facts, code: "manifest/invalid-value", message, places, suggestions }),
      broken: about,
    };
  }
  if (keyword === "oneOf") return explainChoice(violation, path, { ...facts, places: [source.placeOfValue(path)] });
  if (keyword === "required") {
    // One of several that would do: the choice says it.
    if (Object.keys(asObject(violation.parentSchema)).length === 1) return undefined;
    const missing = text(params, "missingProperty") ?? "";
    const message = `${capital(where(path))} lacks ${shown(missing)}.`;
    const described = describe(memberOf(memberOf(violation.parentSchema, "properties"), missing));
    return {
      finding: finding({
        ...facts,
        code: "manifest/missing-key",
        address: documentAddress(kind, [...path, missing]),
        message,
        places: [source.placeOfKey(path)],
        suggestions: [`Add \`${missing}:\`${described}.`],
      }),
      broken: path,
    };
  }
  const places = [source.placeOfValue(path)];
  const is = violated(violation);
  const message = `${capital(where(path))} ${is}; expected ${expectation(violation)}.`;
  if (keyword === "type") {
    const edit = rewriting(source, path, violation);
    const suggestions = edit ? [`Write ${edit.text}.`] : lacking(violation);
    return {
      finding: finding({
        ...facts,
        code: "manifest/wrong-type",
        message,
        places,
        suggestions,
        ...(edit ? { edits: [edit] } : {}),
      }),
      broken: path,
    };
  }
  const allowed = keyword === "const" ? [params["allowedValue"]] : params["allowedValues"];
  const instead = insteadOfText(source, path, violation, stringList(allowed));
  return { finding: finding({ ...facts, ...instead, code: "manifest/invalid-value", message, places }), broken: path };
}

function violated({ keyword, data }: Violation): string {
  if (keyword === "maxItems") return "is too long";
  if (keyword !== "maxProperties") return `is ${shown(data)}`;
  const keys = Object.keys(Object(data));
  return keys.length > 5 ? `has ${keys.length} keys` : `has ${names(keys)}`;
}

/** A choice between keys, of which none is there, or more than one. */
function explainChoice(
  violation: Violation,
  path: readonly string[],
  facts: Pick<FindingFacts, "service" | "address" | "environments" | "discriminator" | "places">,
): Explained {
  const choices = memberOf(violation.parentSchema, "oneOf");
  const keys = (Array.isArray(choices) ? choices : []).flatMap((one) => stringList(memberOf(one, "required")));
  const there = keys.filter((key) => memberOf(violation.data, key) !== undefined);
  const expected = expectation(violation);
  const isMissing = there.length === 0;
  return {
    finding: finding({
      ...facts,
      code: isMissing ? "manifest/missing-key" : "manifest/invalid-value",
      message: isMissing
        ? `${capital(where(path))} lacks ${expected}.`
        : `${capital(where(path))} has ${there.join(" and ")}; expected ${expected}.`,
      suggestions: isMissing ? keys.slice(0, 1).map((key) => `Add \`${key}:\`.`) : ["Keep one of them."],
    }),
    broken: path,
  };
}

const TYPES = new Map([
  ["string", "a text"],
  ["integer", "a whole number"],
  ["number", "a number"],
  ["boolean", "true or false"],
  ["object", "a mapping"],
  ["array", "a list"],
  ["null", "nothing"],
]);

/** What a JSON Schema type is called in a message. */
export function typeName(type: unknown): string {
  return [type]
    .flat()
    .map((one) => TYPES.get(String(one)) ?? String(one))
    .join(" or ");
}

function expectation(violation: Violation): string {
  const { keyword, params, parentSchema } = violation;
  const expected = textOf(parentSchema, "x-expected");
  if (keyword === "type") return expected ?? typeName(params["type"]);
  if (keyword === "enum") return `one of ${names(stringList(params["allowedValues"]))}`;
  if (keyword === "const") return shown(params["allowedValue"]);
  if (expected !== undefined) return expected;
  const limit = String(params["limit"] ?? "");
  if (keyword === "minimum") return `at least ${limit}`;
  if (keyword === "maximum") return `at most ${limit}`;
  if (keyword === "minItems") return "at least one";
  if (keyword === "minProperties") {
    const known = Object.keys(Object(memberOf(parentSchema, "properties") ?? {}));
    return known.length === 0 ? "at least one" : `at least one of ${names(known)}`;
  }
  if (keyword === "minLength") return limit === "1" ? "a text that is not empty" : `at least ${limit} characters`;
  if (keyword === "maxLength") return `at most ${limit} characters`;
  if (keyword === "maxProperties") return limit === "1" ? "one of them" : `at most ${limit} of them`;
  if (keyword === "maxItems") return `at most ${limit}`;
  return "something else";
}

/** A text where a mapping or a list is expected often lacks a space, and a number where a duration is, its unit. */
function lacking({ data, params, parentSchema }: Violation): readonly string[] {
  if (typeof data === "number") {
    const isDuration = textOf(parentSchema, "x-expected")?.startsWith("a duration") === true;
    return isDuration && /^[0-9]{1,9}$/.test(String(data)) ? [`Write ${shown(`${data}s`)}.`] : [];
  }
  if (typeof data !== "string") return [];
  const [, key, value] = /^([\w.-]{1,40}):(\S.{0,40})/.exec(data) ?? [];
  if (params["type"] === "object" && key !== undefined)
    return [`Write a space behind the colon: \`${key}: ${value}\`.`];
  if (params["type"] === "array" && /^-\S/.test(data)) return ["Write a space behind each -."];
  return params["type"] === "array" && data.length <= 40 ? [`Write it as a list: [${shown(data)}].`] : [];
}

/** The commonest slips are a number where a text is expected (`version: 17`), and a text where a number is. */
function rewriting(source: Places, path: readonly string[], violation: Violation): Edit | undefined {
  const { data, params, parentSchema } = violation;
  const place = source.placeOfValue(path);
  const { range, file } = place;
  if (!range) return undefined;
  if (params["type"] === "string" && (typeof data === "number" || typeof data === "boolean")) {
    const written = source.lineAt(place).slice(range.start.column - 1, range.end.column - 1);
    const pattern = textOf(parentSchema, "pattern");
    if (pattern !== undefined && !new RegExp(pattern, "u").test(written)) return undefined;
    return { file, range, text: `"${written}"`, safety: "safe" };
  }
  const isNumber = params["type"] === "integer" ? /^(0|[1-9][0-9]{0,14})$/ : /^(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?$/;
  if (params["type"] !== "integer" && params["type"] !== "number") return undefined;
  return typeof data === "string" && isNumber.test(data) ? { file, range, text: data, safety: "safe" } : undefined;
}

function where(path: readonly string[]): string {
  return path.length === 0 ? "the document" : names([path.join(".")]);
}

function capital(sentence: string): string {
  return sentence.startsWith("the ") ? `T${sentence.slice(1)}` : sentence;
}

function describe(schema: unknown): string {
  const examples = memberOf(schema, "examples");
  const first: unknown = Array.isArray(examples) ? examples[0] : undefined;
  const example = first === undefined || typeof first === "object" ? undefined : shown(first);
  const constant = memberOf(schema, "const");
  if (typeof constant === "string") return `, which is ${constant}`;
  return example === undefined ? "" : `, such as ${example}`;
}

function environmentsOf(kind: DocumentKind, path: readonly string[]): readonly string[] {
  const [first, second] = path;
  return kind === "Service" && first === "environments" && second !== undefined ? [second] : [];
}

function text(params: Violation["params"], key: string): string | undefined {
  const value = params[key];
  return typeof value === "string" ? value : undefined;
}

function stringList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function asObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
