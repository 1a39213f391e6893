import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeClock, type ProgressEvent } from "@towpath/core";
import { onTestFinished } from "vitest";
import type { Program } from "../../program/program.ts";
import { childVariables } from "../child-variables.ts";
import { type RunRequest, type RunResult, runTerraform } from "../run-terraform.ts";
import type { StreamMessage } from "../stream-message.ts";

/** A new folder, with a space in its name, that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "towpath terraform "));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A script of the shell's in the place of Terraform. */
export function fakeProgram(script: string, folder = temporaryFolder()): Program {
  const path = join(folder, "terraform");
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { path, product: "terraform", version: "1.11.4" };
}

/** Runs it, with what was said and shown meanwhile. */
export async function testRun(
  program: Program,
  options: Partial<Omit<RunRequest, "context">> & { readonly signal?: AbortSignal } = {},
): Promise<{ readonly result: RunResult; readonly messages: StreamMessage[]; readonly events: ProgressEvent[] }> {
  const messages: StreamMessage[] = [];
  const events: ProgressEvent[] = [];
  const { signal = new AbortController().signal, ...request } = options;
  const result = await runTerraform({
    program,
    folder: temporaryFolder(),
    args: ["apply", "-json"],
    variables: childVariables(process.env, []),
    secrets: [],
    context: { signal, clock: nodeClock, events: (event) => events.push(event) },
    onMessage: (message) => messages.push(message),
    ...request,
  });
  return { result, messages, events };
}

/** The messages of the notices among events. */
export function notices(events: readonly ProgressEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
}
