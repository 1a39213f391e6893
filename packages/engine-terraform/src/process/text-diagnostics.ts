import type { Diagnostic } from "./diagnostic.ts";

const HEAD = /^(Error|Warning): (.*)$/;
const FRAME = /^[│╷╵]\s?/;
const PLACE = /^\s*on (\S+) line (\d+)(?:,|:)/;
const WITH = /^\s*with ([^,\s]+),$/;
const CODE = /^\s*\d+: /;

/**
 * The errors and warnings that Terraform wrote for people: of commands without a JSON stream, and of what goes wrong before
 * it begins.
 *
 * @param lines cleaned already
 */
export function readTextDiagnostics(lines: readonly string[]): readonly Diagnostic[] {
  const found: { head: RegExpExecArray; body: string[] }[] = [];
  for (const framed of lines) {
    const line = framed.replace(FRAME, "");
    const head = HEAD.exec(line);
    if (head) found.push({ head, body: [] });
    else if (/^[╷╵]/.test(framed)) continue;
    else found.at(-1)?.body.push(line);
  }
  return found.map(({ head: [, severity, summary = ""], body }) => {
    const place = body.map((line) => PLACE.exec(line)).find((match) => match !== null);
    const address = body.map((line) => WITH.exec(line)?.[1]).find((match) => match !== undefined);
    const detail = body.filter((line) => !PLACE.test(line) && !WITH.test(line) && !CODE.test(line));
    return {
      severity: severity === "Warning" ? "warning" : "error",
      summary: summary.trim(),
      detail: detail.join("\n").trim(),
      ...(address ? { address } : {}),
      ...(place ? { range: { file: place[1] ?? "", line: Number(place[2]), column: 1 } } : {}),
    };
  });
}
