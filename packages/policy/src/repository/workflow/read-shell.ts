import type { Mapping, Scalar } from "../source/source-value.ts";
import type { Matrix, RunsOn } from "./job.ts";
import type { Shell } from "./step.ts";

/** What a script's shell follows from, the nearest first. */
export interface ShellSources {
  readonly step: Mapping;
  readonly job?: Mapping | undefined;
  readonly workflow?: Mapping | undefined;
  readonly runsOn?: RunsOn | undefined;
  readonly matrix?: Matrix | undefined;
}

/** The shell of a script. https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
export function readShell({ step, job, workflow, runsOn, matrix }: ShellSources): Shell {
  const said: readonly (readonly [Shell["from"], Scalar | undefined])[] = [
    ["step", step.scalar("shell")],
    ["job", job?.mapping("run")?.scalar("shell")],
    ["workflow", workflow?.mapping("run")?.scalar("shell")],
  ];
  for (const [from, scalar] of said) if (scalar && scalar.raw !== null) return { name: scalar.text, from, scalar };
  return { name: runnerShell(runsOn, matrix), from: "runner", scalar: undefined };
}

/** Windows runs PowerShell, what else GitHub offers bash; who runs their own machine may have either. */
function runnerShell(runsOn: RunsOn | undefined, matrix: Matrix | undefined): string | undefined {
  const labels = (runsOn?.labels ?? []).flatMap((label) => {
    const path = /^\$\{\{\s*matrix\.([\w.-]+)\s*\}\}$/.exec(label.text)?.[1]?.split(".");
    return path && matrix?.isKnown(path) ? matrix.valuesOf(path).map(({ text }) => text) : [label.text];
  });
  const shells = new Set(labels.map(shellOf));
  return shells.size === 1 ? [...shells][0] : undefined;
}

function shellOf(label: string): string | undefined {
  if (/^windows\b/i.test(label)) return "pwsh";
  return /^(?:ubuntu|macos)\b/i.test(label) ? "bash" : undefined;
}
