/**
 * Lets whoever reads the output leave before its end (`towpath check | head`): what is written after that goes nowhere, and
 * the exit code stays what it would have been. An output that cannot be written for another reason ends the process with 3.
 */
export function tolerateClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: Error & { readonly code?: string }) => {
      if (error.code === "EPIPE") return;
      if (stream === process.stdout) process.stderr.write(`The output could not be written: ${error.message}\n`);
      process.exit(3);
    });
  }
}
