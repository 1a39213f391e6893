import type { Mapping, Scalar, SourceValue } from "../source/source-value.ts";
import type { Matrix } from "./job.ts";

/** The `matrix` of a job. https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations */
export function readMatrix(strategy: Mapping | undefined): Matrix | undefined {
  const value = strategy?.get("matrix");
  if (!value || (value.kind === "scalar" && value.raw === null)) return undefined;
  const roots = (name: string): readonly SourceValue[] => {
    if (value.kind !== "mapping") return [];
    const includes = value.list("include").flatMap((one) => (one.kind === "mapping" ? [one.get(name)] : []));
    return [...value.list(name), ...includes].filter((one) => one !== undefined);
  };
  const isMade = (one: SourceValue | undefined): boolean => one?.kind === "scalar" && one.text.includes("${{");
  return {
    value,
    valuesOf([name = "", ...below]) {
      return name === "include" || name === "exclude" ? [] : roots(name).flatMap((root) => scalarsAt(root, below));
    },
    isKnown([name = ""]) {
      if (value.kind !== "mapping" || name === "" || isMade(value.get(name)) || isMade(value.get("include")))
        return false;
      return !value.list("include").some(isMade);
    },
  };
}

/** The texts at a path; all of those below it where it leads to more than one. */
function scalarsAt(value: SourceValue | undefined, [step, ...below]: readonly string[]): readonly Scalar[] {
  if (!value) return [];
  if (value.kind === "scalar") return [value];
  const isAny = step === undefined || step === "*";
  if (value.kind === "mapping") {
    if (!isAny) return scalarsAt(value.get(step), below);
    return [...value.entries.values()].flatMap((one) => scalarsAt(one, below));
  }
  const at = isAny ? value.items : [value.items[Number(step)]];
  return at.flatMap((one) => scalarsAt(one, below));
}
