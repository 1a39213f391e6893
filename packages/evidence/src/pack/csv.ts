/** What a spreadsheet takes for the beginning of a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[\s\p{Cf}]*[=+\-@|%\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/u;

/**
 * Rows as CSV (RFC 4180): every cell in quotes, lines that end with CRLF. A cell that a spreadsheet would take for a formula
 * begins with an apostrophe, which it shows as text.
 */
export function csv(head: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return '""';
  if (typeof value === "number") return `"${value}"`;
  // A NUL ends a cell for some readers.
  const text = value.toWellFormed().replaceAll("\0", "\ufffd");
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
