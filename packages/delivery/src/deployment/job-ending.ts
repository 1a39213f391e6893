/** How a job ended, in words: `exited with code 1`. */
export function jobEnding(result: {
  readonly exitCode: number | undefined;
  readonly signal?: string | undefined;
  readonly timedOut: boolean;
}): string {
  if (result.timedOut) return "did not end in time";
  if (result.exitCode === undefined) return `was ended by ${result.signal ?? "a signal"}`;
  return `exited with code ${result.exitCode}`;
}
