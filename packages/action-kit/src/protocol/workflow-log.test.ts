import { hostileStrings, outputReader } from "@towpath/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { command } from "./command.ts";
import { workflowLog } from "./workflow-log.ts";

function logged(use: (log: ReturnType<typeof workflowLog>) => void) {
  let output = "";
  const log = workflowLog(
    (text) => {
      output += text;
    },
    () => crypto.randomUUID(),
  );
  use(log);
  log.close();
  const reader = outputReader();
  reader.read(`${output}::notice::canary`);
  return { output, commands: reader.commands, shown: reader.shown };
}

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(...hostileStrings.map(({ text }) => text)),
  fc.constantFrom("::error::owned", "##[error]owned", "::stop-commands::x", "::x::", "\r", "\n"),
);

test("whatever text holds, the runner obeys the commands and nothing else", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), hostile), { maxLength: 8 }), (parts) => {
      const { commands } = logged((log) => {
        for (const [isText, text] of parts) {
          if (isText) log.text(text);
          else log.commands(command("warning", text, { title: text }));
        }
      });
      const expected = parts.filter(([isText]) => !isText).map(([, text]) => text);
      expect(commands.map(({ name }) => name)).toEqual([...expected.map(() => "warning"), "notice"]);
    }),
  );
});

test("a command's message and properties come back as they were", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary", minLength: 1 }), (message, title) => {
      fc.pre(!/%(?:0A|0D|25|2C|3A)/.test(message + title) && title.trim() === title);
      const { commands } = logged((log) => log.commands(command("error", message, { title, line: 3 })));
      expect(commands[0]).toEqual({ name: "error", message, properties: { title, line: "3" } });
    }),
  );
});

test("text is shown whole, in one region as long as no command comes between", () => {
  const { output, shown } = logged((log) => {
    log.text("a\n::error::b\n");
    log.text("");
    log.text("c");
  });
  expect(shown).toEqual(["a", "::error::b", "c"]);
  expect(output.match(/stop-commands/g)).toHaveLength(1);
});

test("a token is used once", () => {
  const { output } = logged((log) => {
    log.text("a");
    log.commands("::debug::b");
    log.text("c");
  });
  const tokens = [...output.matchAll(/stop-commands::(.+)/g)].map(([, token]) => token);
  expect(new Set(tokens).size).toBe(2);
});
