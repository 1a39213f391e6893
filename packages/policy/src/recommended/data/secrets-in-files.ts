import type { GraphFile } from "@towpath/manifest";
import { defineRule } from "../../rule/define-rule.ts";
import { literalOf } from "./literal-of.ts";
import { secretLike } from "./secret-patterns.ts";

/** Beyond so many characters a file is no text that somebody wrote into a manifest. */
const LONGEST = 100_000;
const MOST_LINES = 2_000;

/** A file of a container is as public as the manifest that it stands in. */
export const secretsInFiles = defineRule({
  id: "data/secrets-in-files",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "critical",
    since: "0.2.0",
    waivable: { maxDays: 30 },
    messages: { literal: "The file {{target}} looks like it holds {{what}}." },
    docs: {
      summary: "No file in a manifest holds a password, a token or a key.",
      rationale:
        "A configuration file in a manifest is committed, and copied to every clone and backup. " +
        "The rule reads `content` and `binaryContent`: formats of common tokens, private keys, passwords in addresses, and lines such as `password: …` or `api_key=…`. It never prints the value, and does not open files that `source` names.",
      bad: [
        'workload:\n  run: node server.js\n  port: 8080\n  files: { /etc/app.properties: { content: "db.password=correct-horse" } }',
        "workload:\n  run: node server.js\n  port: 8080\n  files: { /etc/key: { binaryContent: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t } }",
      ],
      good: [
        'resources: { db: { type: postgres } }\nworkload:\n  run: node server.js\n  port: 8080\n  files: { /etc/app.properties: { content: "db.url=${resources.db.url}" } }',
      ],
    },
  },
  check(workload, context) {
    for (const { path, files } of workload.containers)
      for (const file of files) {
        const what = secretInText(textOf(file));
        if (what === undefined) continue;
        context.report({
          messageId: "literal",
          at: { ...file.origin.place, isSecret: true },
          path: [...path, "files", file.target],
          data: { target: file.target, what },
          suggestions: [
            "Write `${secrets.NAME}` or an output of a resource in its place: a file's content is filled in.",
            "If it was ever pushed, replace it: it is known.",
          ],
        });
      }
  },
});

function textOf({ content }: GraphFile): string {
  switch (content.kind) {
    case "text":
      return literalOf(content.template).slice(0, LONGEST);
    case "binary":
      return Buffer.from(content.base64.slice(0, LONGEST), "base64").toString("latin1");
    case "source":
      return "";
  }
}

/** Each line as the setting that it may be, and all of it as what it is. */
function secretInText(text: string): string | undefined {
  if (text === "") return undefined;
  for (const line of text.split("\n", MOST_LINES)) {
    const found = /^\s{0,200}"?([\w.-]{1,100})"?\s{0,20}[:=]\s{0,20}(.{0,1000})/.exec(line);
    const [, name = "", value = ""] = found ?? [];
    const said = value.replace(/^["']|["'],?\s*$|\s*[,#].*$/g, "").trim();
    const what = name === "" ? undefined : secretLike(name, said);
    if (what !== undefined) return what === "a secret, by its variable's name" ? "a secret, by its name" : what;
  }
  return secretLike("", text);
}
