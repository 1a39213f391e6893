import { PolicyError } from "../errors.ts";

/** What a rule can say, by id. `{{name}}` stands for a datum. */
export type Messages = Readonly<Record<string, string>>;

/** The names between double braces. */
export type DataNames<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | DataNames<Rest>
  : never;

/** What may stand in a message. */
export type Datum = string | number;

/** A message with its data filled in. @throws {PolicyError} `policy/message` for a message or a datum that is not there */
export function fillMessage(
  rule: string,
  messages: Messages,
  id: string,
  data: Readonly<Record<string, Datum>> = {},
): string {
  const text = Object.hasOwn(messages, id) ? messages[id] : undefined;
  if (text === undefined) {
    throw new PolicyError({ code: "policy/message", kind: "fault", message: `${rule} has no message "${id}".` });
  }
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const datum = Object.hasOwn(data, name) ? data[name] : undefined;
    if (datum !== undefined) return String(datum);
    throw new PolicyError({
      code: "policy/message",
      kind: "fault",
      message: `${rule} reported "${id}" without "${name}".`,
    });
  });
}
