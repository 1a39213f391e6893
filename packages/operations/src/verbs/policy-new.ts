import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { shownPath } from "@towpath/core";
import { whyNotWritten } from "../documents/write-output.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { type NewRule, typescriptRule, typescriptTest, yamlRule } from "../rulebook/rule-templates.ts";

/** What a new rule is called, and what it is written in. */
export interface PolicyNewRequest {
  /** `acme/backups`. */
  readonly id: string;
  /** `yaml` when absent. */
  readonly language?: "yaml" | "typescript" | undefined;
  /** Where its files go; `policies` when absent. Relative to the effects' folder. */
  readonly folder?: string | undefined;
}

/** The files that were written. */
export interface PolicyNewData {
  readonly rule: string;
  readonly files: readonly string[];
  /** How a platform in this folder names it. */
  readonly reference: string;
}

/** Writes a rule with tests that pass, to be changed into what one wants. Overwrites nothing. */
export const policyNew = operation<PolicyNewRequest, PolicyNewData>("policy new", async (request, effects) => {
  const rule = named(request.id);
  const { language = "yaml", folder = "policies" } = request;
  const home = resolve(effects.folder, folder);
  const written: readonly (readonly [string, string])[] =
    language === "yaml"
      ? [[`${rule.name}.yaml`, yamlRule(rule)]]
      : [
          [`${rule.name}.ts`, typescriptRule(rule)],
          [`${rule.name}.test.ts`, typescriptTest(rule)],
        ];
  const files = written.map(([name, text]) => ({
    path: join(home, name),
    shown: shownPath(join(home, name), effects.folder),
    text,
  }));
  const there = files.find(({ path }) => existsSync(path));
  if (there) throw exists(there.shown);
  for (const { path, shown, text } of files) write(path, shown, text);
  const [first] = files;
  const path = relative(effects.folder, first?.path ?? home)
    .split(sep)
    .join("/");
  const reference = path.startsWith(".") ? path : `./${path}`;
  return {
    summary: `${files.map(({ shown }) => shown).join(" and ")} ${files.length === 1 ? "is" : "are"} written.`,
    sections: [
      {
        kind: "lines",
        title: "Next",
        lines: [
          `npx towpath policy test ${first?.shown ?? ""}`,
          ...(language === "yaml" ? [] : [`node --test ${files[1]?.shown ?? ""}   # with @towpath/policy installed`]),
          "Change what it asks for, and its tests with it.",
          `Name it in the platform: policies: { packs: ["@towpath/policy/recommended", "${reference}"] }`,
        ],
      },
    ],
    data: { rule: rule.id, files: files.map(({ shown }) => shown), reference },
  };
});

function named(id: string): NewRule {
  const [, name] = /^[a-z][a-z0-9-]*\/([a-z][a-z0-9-]*)$/.exec(id) ?? [];
  if (name !== undefined && id.length <= 120) return { id, name };
  throw new OperationError({
    code: "operation/bad-answer",
    message: `A rule cannot be called ${JSON.stringify(id.slice(0, 120))}.`,
    hint: "Write group/name in small letters, digits and hyphens, such as acme/backups.",
  });
}

function exists(shown: string): OperationError {
  return new OperationError({
    code: "operation/rule-exists",
    message: `${shown} is there already, and nothing is overwritten.`,
    hint: "Give the rule another name, or name another folder with --folder.",
    place: { file: shown },
  });
}

function write(path: string, shown: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw exists(shown);
    throw new OperationError({
      code: "operation/output-file",
      message: `The rule could not be written: ${whyNotWritten(error, shown)}.`,
      hint: "Name a folder that you may write to with --folder.",
      cause: error,
    });
  }
}
