import { expect, test } from "vitest";
import { outputReader } from "./workflow-command.ts";

function read(output: string) {
  const reader = outputReader();
  reader.read(output);
  return { commands: reader.commands.map(({ name, message }) => [name, message]), shown: reader.shown };
}

test("a command has properties and a message, each with its own escapes", () => {
  const reader = outputReader();
  reader.read("::error file=a%2Cb%3Ac.yaml,line=3::100%25%0Asure :: yes\n");
  expect(reader.commands).toEqual([
    { name: "error", properties: { file: "a,b:c.yaml", line: "3" }, message: "100%\nsure :: yes" },
  ]);
});

test("white space before a command does not hide it; a word before it does", () => {
  expect(read(" \t\u00a0::notice::a\nb ::notice::c")).toEqual({
    commands: [["notice", "a"]],
    shown: ["b ::notice::c"],
  });
});

test("the first spelling is obeyed anywhere in a line", () => {
  expect(read("see ##[warning]a%5D")).toEqual({ commands: [["warning", "a]"]], shown: [] });
});

test("a carriage return ends a line", () => {
  expect(read("a\r::error::b\r\nc").commands).toEqual([["error", "b"]]);
});

test("what is no command is shown", () => {
  expect(read("::owned::a\n::error a")).toEqual({ commands: [], shown: ["::owned::a", "::error a"] });
});

test("nothing is obeyed between stop-commands and its token", () => {
  expect(read("::stop-commands::t0k3n\n::error::a\n::T0K3N::\n::error::b")).toEqual({
    commands: [["error", "b"]],
    shown: ["::error::a"],
  });
});

test.each(["", "pause-logging", "error", "Add-Mask"])("commands are not stopped until %j is said", (word) => {
  expect(read(`::stop-commands::${word}\n::error::a`)).toEqual({
    commands: [
      ["stop-commands", word],
      ["error", "a"],
    ],
    shown: [],
  });
});
