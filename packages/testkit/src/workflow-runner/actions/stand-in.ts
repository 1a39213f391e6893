import type { JobPermissions } from "../model/permissions.ts";
import type { Run } from "../run.ts";
import { WorkflowError } from "../workflow-error.ts";

/** What stands for an action that is not in any repository here. */
export interface StandIn {
  /** Every input of its `action.yml`, with its default. */
  readonly inputs: Readonly<Record<string, string | undefined>>;
  /** Those that may differ from their default here. */
  readonly takes: readonly string[];
  main(call: StandInCall): Promise<void>;
  /** At the end of the job. */
  readonly post?: (call: StandInCall) => Promise<void>;
  readonly postIf?: string;
}

/** One use of it. */
export interface StandInCall {
  readonly run: Run;
  /** What the job's token may do. */
  readonly permissions: JobPermissions;
  readonly workspace: string;
  readonly home: string;
  readonly temporary: string;
  /** The environment that its processes get. */
  readonly env: Readonly<Record<string, string>>;
  /** Kept from main to post. */
  readonly state: Map<string, string>;
  /** An input, by the spelling of `action.yml`; empty where it has none. */
  input(name: string): string;
  say(text: string): void;
  output(name: string, value: string): void;
  setVariable(name: string, value: string): void;
  addPath(folder: string): void;
  mask(secret: string): void;
  /** Runs a program and gives what it prints. @throws {WorkflowError} where it fails */
  exec(command: string, words: readonly string[], folder?: string): Promise<string>;
}

/**
 * The inputs of one use: what is given, and the defaults of the rest.
 *
 * @throws {WorkflowError} for one that the action does not have, or that means nothing here
 */
export function standInInputs(
  name: string,
  { inputs, takes }: StandIn,
  given: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const values = new Map(Object.entries(inputs).map(([input, value]) => [input, value ?? ""]));
  for (const [written, value] of Object.entries(given)) {
    const input = [...values.keys()].find((one) => one.toLowerCase() === written.toLowerCase());
    if (input === undefined)
      throw new WorkflowError(`Unexpected input '${written}' of ${name}: it has ${[...values.keys()].join(", ")}.`);
    if (!takes.includes(input) && value !== (inputs[input] ?? ""))
      throw new WorkflowError(`The input '${input}' of ${name} is not known here.`);
    values.set(input, value);
  }
  return values;
}
