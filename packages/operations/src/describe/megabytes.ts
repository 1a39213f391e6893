/** `0.4 MB`, `1,203 MB`. */
export function megabytes(bytes: number): string {
  const number = bytes / 1_000_000;
  return `${number < 10 ? number.toFixed(1) : Math.round(number).toLocaleString("en-US")} MB`;
}
