import { nearest } from "@towpath/core";
import { OperationError } from "../errors.ts";

/** What a result can be written as. */
export const REPORT_FORMATS = ["text", "json", "markdown", "github", "comment", "sarif", "junit"] as const;
/** One of them. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A file that a result is written to, and as what. */
export interface ReportFile {
  readonly format: ReportFormat;
  readonly path: string;
}

/** @throws {OperationError} `operation/unknown-format` */
export function reportFormat(wanted: string): ReportFormat {
  const format = REPORT_FORMATS.find((one) => one === wanted);
  if (format) return format;
  const near = nearest(wanted, REPORT_FORMATS);
  throw new OperationError({
    code: "operation/unknown-format",
    message: `A result cannot be written as "${wanted}".`,
    hint: near ? `Did you mean "${near}"?` : `There are ${REPORT_FORMATS.join(", ")}.`,
  });
}

/**
 * Reads `FORMAT=PATH`.
 *
 * @throws {OperationError} `operation/unknown-format`
 */
export function reportFile(wanted: string): ReportFile {
  const sign = wanted.indexOf("=");
  const path = wanted.slice(sign + 1);
  if (path === "-")
    throw new OperationError({
      code: "operation/unknown-format",
      message: `"${wanted}" names no file.`,
      hint: `To print it: --format ${wanted.slice(0, sign)}`,
    });
  if (sign > 0 && path !== "") return { format: reportFormat(wanted.slice(0, sign)), path };
  throw new OperationError({
    code: "operation/unknown-format",
    message: `"${wanted}" does not say which report goes to which file.`,
    hint: "Write the format, an equals sign and the file: --report sarif=towpath.sarif",
  });
}
