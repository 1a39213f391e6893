import { type Result, renderAnnotations, renderJson, renderMarkdown, renderText } from "@towpath/report";
import { hostileStrings } from "@towpath/testkit";
import { expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { validate } from "./validate.ts";

const MANIFEST = manifestOf("orders", "workload: { run: x, port: 1 }\nresources: { db: { type: postgres } }\n");

/** Where a text of somebody's choice gets into a document. */
const INSERTIONS: readonly ((text: string) => string)[] = [
  (text) => `${MANIFEST}${JSON.stringify(text)}: 1\n`,
  (text) => MANIFEST.replace("type: postgres", () => `type: ${JSON.stringify(text)}`),
  (text) =>
    MANIFEST.replace("port: 1", () => `port: 1, variables: { A: ${JSON.stringify(`\${resources.${text}.url}`)} }`),
  (text) => MANIFEST.replace("run: x", () => `run: ${text}`),
  (text) => `${text}\n${MANIFEST}`,
];

/** Everything that a terminal obeys; line breaks and our own colours are not among it. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

test.each(hostileStrings)("what is wrong is shown as text, whatever it quotes: $name", async ({ text }) => {
  for (const insert of INSERTIONS) {
    const manifest = insert(text);
    const { effects } = folderWith({ "towpath.yaml": manifest });
    const result = await validate({ manifests: [] }, effects);
    const source = (): string => manifest;
    expect(renderText(result, { colour: false, width: 100, source })).not.toMatch(CONTROLS);
    expect(renderMarkdown(result)).not.toMatch(CONTROLS);
    expect(renderJson(result)).not.toMatch(CONTROLS);
    const commands = renderAnnotations(result).split("\n");
    expect(commands.filter((line) => line !== "" && !/^::(?:error|warning|notice) /.test(line))).toEqual([]);
    expect(wholeSentences(result)).toEqual([]);
  }
});

/** The messages that are none. */
function wholeSentences({ findings }: Result): readonly string[] {
  return findings.map(({ message }) => message).filter((message) => !/^\S.*\.$/s.test(message));
}
