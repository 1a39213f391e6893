import { type Html, html } from "./html.ts";

const STYLE = `
:root { color-scheme: light dark; --line: #8886; --good: #1a7f37; --bad: #cf222e; --warn: #9a6700; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: 0; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
.held { color: var(--good); } .failed { color: var(--bad); font-weight: 600; } .waived { color: var(--warn); }
.not-applicable, .quiet { opacity: .7; }
@media print { body { margin: 0; max-width: none; } }
`;

/** A whole page that asks nothing of anybody: no script, no picture, no address is fetched. It prints. */
export function page(title: string, body: readonly Html[]): string {
  // The style is this file's own text: it is no part that could hold anything else.
  const head = html`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>`;
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.text}\n<style>${STYLE}</style>\n</head>\n<body>\n${body.map(({ text }) => text).join("\n")}\n</body>\n</html>\n`;
}

/** A table. Cells are texts, or HTML that was made before. */
export function table(head: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html {
  return html`<table>
<thead><tr>${head.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`;
}
