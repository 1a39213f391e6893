import { expect, test } from "vitest";
import { pushedFrom } from "./pushed-from.ts";

const BEFORE = "a".repeat(40);
const from = (name: string, payload: unknown, path: string | undefined = "/event.json") =>
  pushedFrom({ GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path }, () =>
    new TextEncoder().encode(typeof payload === "string" ? payload : JSON.stringify(payload)),
  );

test("a push says where the branch was before", () => {
  expect(from("push", { before: BEFORE })).toBe(BEFORE);
});

test.each([
  ["a new branch", "push", { before: "0".repeat(40) }],
  ["an option in place of a commit", "push", { before: "--exec=x" }],
  ["nothing", "push", {}],
  ["no JSON", "push", "{"],
  ["a list", "push", []],
  ["another event", "workflow_dispatch", { before: BEFORE }],
])("%s says nothing", (_, name, payload) => expect(from(name, payload)).toBeUndefined());

test("no file says nothing", () => expect(from("push", {}, "")).toBeUndefined());
