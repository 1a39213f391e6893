import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { githubError } from "../errors.ts";

/** An object of an answer, read field by field: what is not as it should be is an error that names the field. */
export interface Fields {
  text(key: string): string;
  /** Undefined where it is missing or null. */
  optionalText(key: string): string | undefined;
  number(key: string): number;
  optionalNumber(key: string): number | undefined;
  flag(key: string): boolean;
  /** False where it is missing or null. */
  optionalFlag(key: string): boolean;
  object(key: string): Fields;
  optionalObject(key: string): Fields | undefined;
  list(key: string): readonly Fields[];
  /** Texts of a list; none where it is missing or null. */
  texts(key: string): readonly string[];
  /** Whatever stands there; undefined where it is missing or null. */
  json(key: string): Json | undefined;
}

/** @throws {GitHubError} `github/answer` where the answer, or a field that is asked for, is something else */
export function fieldsOf(answer: Json | undefined, where: string): Fields {
  const object = objectOf(answer, where);
  const field = (key: string): Json | undefined => own(object, key) ?? undefined;
  const expect = <T>(key: string, what: string, value: T | undefined): T => {
    if (value === undefined) throw unexpected(`${where}.${key}`, what);
    return value;
  };
  const optional = <T>(key: string, what: string, read: (value: Json) => T | undefined): T | undefined => {
    const value = field(key);
    return value === undefined ? undefined : expect(key, what, read(value));
  };
  const below = (key: string) => (value: Json) => fieldsOf(value, `${where}.${key}`);
  const optionalText = (key: string) => optional(key, "a text", asText);
  const optionalNumber = (key: string) => optional(key, "a number", asNumber);
  const optionalObject = (key: string) => optional(key, "an object", below(key));
  return {
    optionalText,
    optionalNumber,
    optionalObject,
    json: field,
    text: (key) => expect(key, "a text", optionalText(key)),
    number: (key) => expect(key, "a number", optionalNumber(key)),
    object: (key) => expect(key, "an object", optionalObject(key)),
    optionalFlag: (key) => optional(key, "true or false", asFlag) ?? false,
    flag: (key) => expect(key, "true or false", optional(key, "true or false", asFlag)),
    list: (key) => itemsOf(field(key), `${where}.${key}`),
    texts: (key) => optional(key, "a list of texts", asTexts) ?? [],
  };
}

/** The objects of a list. @throws {GitHubError} `github/answer` */
export function itemsOf(answer: Json | undefined, where: string): readonly Fields[] {
  if (!Array.isArray(answer)) throw unexpected(where, "a list");
  return answer.map((item: Json, index) => fieldsOf(item, `${where}[${index}]`));
}

function objectOf(value: Json | undefined, where: string): JsonObject {
  if (!isJsonObject(value)) throw unexpected(where, "an object");
  return value;
}

const asText = (value: Json): string | undefined => (typeof value === "string" ? value : undefined);
const asNumber = (value: Json): number | undefined => (typeof value === "number" ? value : undefined);
const asTexts = (value: Json): readonly string[] | undefined =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
const asFlag = (value: Json): boolean | undefined => (typeof value === "boolean" ? value : undefined);

function unexpected(where: string, what: string): Error {
  return githubError({
    code: "github/answer",
    kind: "fault",
    message: `GitHub's answer is not what its API promises: ${where} is not ${what}.`,
    hint: "Look whether the address is GitHub's API, and whether a proxy changes what it says.",
  });
}
