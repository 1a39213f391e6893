import type { ProgressEvent } from "@towpath/core";
import { printable, withoutCommand } from "@towpath/report";

/** What the progress needs of the terminal that it is shown on. */
export interface ProgressTarget {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly isQuiet: boolean;
  /** Milliseconds, only going forward. */
  readonly monotonic: () => number;
}

interface Step {
  readonly title: string;
  readonly startedAt: number;
  message?: string;
}

const MARKS = { done: "✓", unchanged: "=", failed: "✗", cancelled: "-" } as const;
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;

/**
 * Shows what a long call is doing, on stderr: a line that moves on a terminal, plain lines elsewhere. Steps that took
 * less than a tenth of a second and changed nothing are not worth a line.
 */
export function showProgress(target: ProgressTarget): {
  readonly onEvent: (event: ProgressEvent) => void;
  readonly close: () => void;
} {
  const running = new Map<string, Step>();
  let frame = 0;
  let hasLiveLine = false;
  const timer = target.isTerminal && !target.isQuiet ? setInterval(drawLiveLine, FRAME_MS) : undefined;
  timer?.unref();

  function eraseLiveLine(): void {
    if (!hasLiveLine) return;
    target.write("\r\u001b[2K");
    hasLiveLine = false;
  }

  function drawLiveLine(): void {
    const steps = [...running.values()];
    const step = steps[0];
    eraseLiveLine();
    if (!step) return;
    frame = (frame + 1) % FRAMES.length;
    const others = steps.length > 1 ? ` (and ${steps.length - 1} more)` : "";
    const text = `${FRAMES[frame]} ${step.title}${step.message ? `: ${step.message}` : ""}${others}`;
    target.write(printable(text).slice(0, Math.max(20, target.columns - 1)));
    hasLiveLine = true;
  }

  function writeLine(text: string): void {
    if (target.isQuiet) return;
    eraseLiveLine();
    target.write(`${withoutCommand(printable(text))}\n`);
  }

  function onEvent(event: ProgressEvent): void {
    switch (event.type) {
      case "started":
        running.set(event.id, { title: event.title, startedAt: target.monotonic() });
        if (!target.isTerminal) writeLine(`… ${event.title}`);
        return;
      case "progress": {
        const step = running.get(event.id);
        if (step) step.message = event.message;
        return;
      }
      case "finished": {
        const step = running.get(event.id);
        running.delete(event.id);
        if (!step) return;
        const ms = target.monotonic() - step.startedAt;
        if (event.outcome === "unchanged" && ms < 100) return;
        const what = event.message ? `${step.title}: ${event.message.split("\n")[0]}` : step.title;
        writeLine(`${MARKS[event.outcome]} ${what} (${seconds(ms)})`);
        return;
      }
      case "output":
        writeLine(`  ${event.source} | ${event.line}`);
        return;
      case "notice":
        writeLine(`  ${event.message}`);
        return;
    }
  }

  function close(): void {
    clearInterval(timer);
    eraseLiveLine();
  }

  return { onEvent, close };
}

/** A duration as a person says it: `0.4 s`, `12 s`, `3 min 5 s`. */
export function seconds(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
