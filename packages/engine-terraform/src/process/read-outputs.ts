import { isJsonObject, own, redactor, type Secret } from "@towpath/core";
import { lineCutter } from "./cut-lines.ts";
import { type Diagnostic, readDiagnostic } from "./diagnostic.ts";
import type { OutputFile } from "./output-file.ts";
import { readMessage, type StreamMessage } from "./stream-message.ts";
import { readTextDiagnostics } from "./text-diagnostics.ts";
import { cleaner } from "./tool-text.ts";

/** What is made of both outputs of a command. */
export interface OutputReader {
  /** Takes what was written since. @throws {OutputTooLarge} */
  read(stdout: OutputFile, stderr: OutputFile): Promise<void>;
  /** The program has said that an interrupt reached it. */
  wasInterrupted(): boolean;
  /** After the end. */
  finish(
    exitCode: number,
    stdout: OutputFile,
  ): Promise<{
    readonly stdout: string;
    readonly diagnostics: readonly Diagnostic[];
    readonly lines: readonly string[];
  }>;
}

export interface OutputReaderParts {
  /** What is taken out of all that is shown. */
  readonly secrets: readonly Secret[];
  readonly captures?: "stdout" | undefined;
  /** The largest document that is taken, in bytes. */
  readonly stdoutBytes: number;
  readonly onMessage: (message: StreamMessage) => void;
}

/** More was printed than is read. */
export class OutputTooLarge extends Error {
  override readonly name = "OutputTooLarge";
}

/** Text diagnostics are looked for in this many of the last lines. */
const KEPT_LINES = 400;
/** And this many are shown. */
const SHOWN_LINES = 60;
const LONGEST_KEPT = 2_000;
const MOST_DIAGNOSTICS = 200;
/** In a line of the stream a line break stands before it, as `\n`: a word does not begin there. */
const INTERRUPTED = /Interrupt received\b/;

/** Reads the outputs of a command: messages where it streams, one document where it is captured, other lines for people. */
export function outputReader({ secrets, captures, stdoutBytes, onMessage }: OutputReaderParts): OutputReader {
  const redact = redactor(secrets);
  const clean = cleaner(redact);
  const cleanLine = cleaner(redact, LONGEST_KEPT);
  const cutters = { stdout: lineCutter(), stderr: lineCutter() };
  const diagnostics: Diagnostic[] = [];
  const failed = new Set<string>();
  const lines: string[] = [];
  let wasInterrupted = false;

  function keep(line: string): void {
    lines.push(cleanLine(line));
    if (lines.length > KEPT_LINES) lines.shift();
  }

  function takeLines(all: readonly string[]): void {
    for (const line of all) {
      if (INTERRUPTED.test(line)) wasInterrupted = true;
      const message = readMessage(line, clean);
      if (!message) {
        keep(line);
        continue;
      }
      if (message.type === "other" && message.message !== "") keep(message.message);
      if (message.type === "diagnostic" && diagnostics.length < MOST_DIAGNOSTICS) diagnostics.push(message.diagnostic);
      if (message.type === "apply_errored" && failed.size < MOST_DIAGNOSTICS) failed.add(message.resource.address);
      onMessage(message);
    }
  }

  /** `validate -json` says what is wrong in its document. */
  function documentDiagnostics(text: string): readonly Diagnostic[] {
    try {
      const value: unknown = JSON.parse(text);
      const said = isJsonObject(value) ? own(value, "diagnostics") : undefined;
      if (!Array.isArray(said)) return [];
      return said.slice(0, MOST_DIAGNOSTICS).flatMap((each) => readDiagnostic(each, clean) ?? []);
    } catch {
      return [];
    }
  }

  return {
    async read(stdout, stderr) {
      if (!captures) await stdout.readNew((bytes) => takeLines(cutters.stdout.push(bytes)));
      else if ((await stdout.size()) > stdoutBytes) throw new OutputTooLarge();
      await stderr.readNew((bytes) => takeLines(cutters.stderr.push(bytes)));
    },
    wasInterrupted: () => wasInterrupted,
    async finish(exitCode, file) {
      takeLines([...cutters.stdout.end(), ...cutters.stderr.end()]);
      const stdout = captures ? await file.readAll() : "";
      if (captures && exitCode !== 0) diagnostics.push(...documentDiagnostics(stdout));
      if (diagnostics.length === 0 && exitCode !== 0) diagnostics.push(...readTextDiagnostics(lines));
      return { stdout, diagnostics: withAddress(diagnostics, failed), lines: lines.slice(-SHOWN_LINES) };
    },
  };
}

/**
 * Not every error of the stream says whose it is: one that does not gets the address of the only thing that failed without an
 * error of its own. A provider that stops leaves such.
 */
function withAddress(diagnostics: readonly Diagnostic[], failed: ReadonlySet<string>): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const rest = [...failed].filter((each) => !errors.some(({ address }) => address === each));
  const nobody = errors.filter(({ address, range }) => address === undefined && range === undefined);
  const [address] = rest;
  if (rest.length !== 1 || nobody.length !== 1 || address === undefined) return diagnostics;
  return diagnostics.map((each) => (each === nobody[0] ? { ...each, address } : each));
}
