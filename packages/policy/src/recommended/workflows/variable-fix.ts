import type { Interpolation, RunStep, Step } from "../../repository/index.ts";
import type { FixWriter } from "../../rule/fix.ts";

/** Names that are taken whatever a workflow says. */
const TAKEN = /^(?:PATH|HOME|USER|SHELL|PWD|IFS|CI|LANG|TERM|ENV|BASH_ENV|(?:GITHUB|RUNNER|ACTIONS|LD|NODE|npm)_.*)$/i;

/**
 * A fix that hands an expression to a script in a variable: `${{ github.head_ref }}` becomes `${HEAD_REF}`, and the step's `env`
 * sets it. Undefined where that cannot be done without reading the script as its shell does: between single quotes, in a shell
 * that is not known.
 */
export function variableFix(
  step: Step,
  interpolation: Interpolation | undefined,
  path: readonly string[],
): FixWriter | undefined {
  if (step.kind !== "run" || !interpolation || step.mapping.get("env")?.kind === "scalar") return undefined;
  if (step.run.text.length > LONGEST) return undefined;
  const write = FORMS[(step.shell.name ?? "").split(/[\s/]/).find((word) => Object.hasOwn(FORMS, word)) ?? ""];
  if (!write || isQuoted(step.run.text, interpolation.start)) return undefined;
  const value = `\${{${interpolation.source}}}`;
  const isVariable = path[0] === "env" && path.length === 2 && /^\s*env\.\w+\s*$/.test(interpolation.source);
  const name = isVariable ? interpolation.source.trim().slice("env.".length) : freeName(step, path, value);
  if (name === undefined) return undefined;
  const { text } = step.run;
  const script = text.slice(0, interpolation.start) + write(name) + text.slice(interpolation.end);
  const isSet = isVariable || step.env?.scalar(name)?.text === value;
  return (edit) => [
    edit.set(step.run.place, script),
    ...(isSet ? [] : [edit.set(step.mapping.place, value, ["env", name])]),
  ];
}

/** Nobody wrote a script that is longer by hand, and each of its fixes would hold all of it. */
const LONGEST = 20_000;

const FORMS: Readonly<Record<string, (name: string) => string>> = {
  bash: (name) => `\${${name}}`,
  sh: (name) => `\${${name}}`,
  pwsh: (name) => `\${env:${name}}`,
  powershell: (name) => `\${env:${name}}`,
};

/** A name after what is read, that means nothing else in the step. */
function freeName(step: RunStep, path: readonly string[], value: string): string | undefined {
  const said = path.filter(
    (part, index) => !/^(?:github|event|outputs|\*)$/.test(part) || (index > 0 && path.length === 2),
  );
  const plain = said
    .join("_")
    .toUpperCase()
    .replace(/\W+/g, "_")
    .replace(/^(?=\d)/, "_");
  const base = plain === "" || TAKEN.test(plain) ? `EXPRESSION_${plain}`.replace(/_$/, "") : plain;
  const isFree = (name: string) => {
    const set = step.env?.get(name);
    if (set) return set.kind === "scalar" && set.text === value;
    return !new RegExp(`\\b${name}\\b`).test(step.run.text);
  };
  return [base, ...[2, 3, 4, 5].map((number) => `${base}_${number}`)].find(isFree);
}

/** Whether a place in a script stands between single quotes, or in a here-document that is taken as it is. */
function isQuoted(script: string, at: number): boolean {
  if (/<<-?\s*['"\\]/.test(script)) return true;
  let quote = "";
  for (let index = 0; index < at; index += 1) {
    const character = script.charAt(index);
    if (character === "\\" && quote !== "'") index += 1;
    else if (quote === "" && character === "#" && /(?:^|\s)$/.test(script.slice(Math.max(index - 1, 0), index))) {
      const end = script.indexOf("\n", index);
      if (end === -1 || end >= at) return true;
      index = end;
    } else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = "";
  }
  return quote === "'";
}
