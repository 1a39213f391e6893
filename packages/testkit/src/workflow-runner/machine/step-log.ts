import type { Annotation } from "../../action-runner/run-action.ts";
import { outputReader, type WorkflowCommand } from "../../action-runner/workflow-command.ts";
import type { Masks } from "./masks.ts";

/** Takes a step's lines: obeys its commands, and keeps what a reader of the log sees. */
export interface StepLog {
  readonly annotations: Annotation[];
  readonly outputs: Map<string, string>;
  readonly state: Map<string, string>;
  /** Why the step fails for what it said. */
  readonly failures: string[];
  line(text: string): void;
  /** Something that the runner itself has to say. */
  say(text: string): void;
  error(message: string): void;
  text(): string;
}

/** Starts a step's log. */
export function stepLog(masks: Masks): StepLog {
  const shown: string[] = [];
  const annotations: Annotation[] = [];
  const outputs = new Map<string, string>();
  const state = new Map<string, string>();
  const failures: string[] = [];
  const reader = outputReader();

  const annotate = (level: Annotation["level"], { properties, message }: WorkflowCommand): void => {
    const number = (key: string) => (properties[key] === undefined ? undefined : Number(properties[key]));
    annotations.push({
      level,
      message: masks.hide(message),
      title: properties["title"],
      file: properties["file"],
      line: number("line"),
      endLine: number("endLine"),
      col: number("col"),
      endColumn: number("endColumn"),
    });
    shown.push(masks.hide(`##[${level}]${message}`));
  };

  const obey = (command: WorkflowCommand): void => {
    const { properties, message } = command;
    const name = command.name.toLowerCase();
    if (name === "error" || name === "warning" || name === "notice") annotate(name, command);
    else if (name === "add-mask") masks.add(message);
    else if (name === "set-output") outputs.set(properties["name"] ?? "", message);
    else if (name === "save-state") state.set(properties["name"] ?? "", message);
    else if (name === "group") shown.push(masks.hide(`##[group]${message}`));
    else if (name === "endgroup") shown.push("##[endgroup]");
    else if (name === "set-env" || name === "add-path")
      failures.push(`The \`${name}\` command is disabled. Please upgrade to using Environment Files.`);
  };

  return {
    annotations,
    outputs,
    state,
    failures,
    line: (text) => {
      const [before, shownBefore] = [reader.commands.length, reader.shown.length];
      reader.read(text === "" ? "\n" : text);
      for (const command of reader.commands.slice(before)) obey(command);
      for (const line of reader.shown.slice(shownBefore)) shown.push(masks.hide(line));
    },
    say: (text) => shown.push(masks.hide(text)),
    error: (message) => {
      annotations.push({ level: "error", message: masks.hide(message) });
      shown.push(masks.hide(`##[error]${message}`));
    },
    // Masks that came late hide what was said before, too: a log is read when it is whole.
    text: () => masks.hide(shown.join("\n")),
  };
}
