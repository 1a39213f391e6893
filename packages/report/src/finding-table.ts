import { type Finding, formatPlace, type Place } from "@towpath/core";
import type { BlobLink } from "./blob-link.ts";
import { cutBytes } from "./cut-bytes.ts";
import { docsAddress, docsLink } from "./docs-address.ts";
import { markdownCode, markdownText } from "./markdown-escape.ts";
import type { Page } from "./page.ts";
import { type Group, groupFindings, verdictOf } from "./verdict.ts";

/** How findings are written into tables. */
export interface TableOptions {
  readonly link?: BlobLink | undefined;
  /** Bytes of a message, before escaping: the whole of it is in the JSON. */
  readonly messageBytes: number;
  /** Bytes of any other text in a cell, before escaping. */
  readonly textBytes: number;
}

/** What is shown at once; the rest is folded. */
const OPEN = ["error", "blocking", "advisory", "indeterminate"] as const satisfies readonly Group[];
const FOLDED: readonly { readonly group: Group; readonly title: (count: number) => string }[] = [
  {
    group: "pending",
    title: (count) =>
      `${count} ${count === 1 ? "waits" : "wait"} for the approval of a waiver; what is mandatory blocks until then`,
  },
  { group: "upcoming", title: (count) => `${count} ${count === 1 ? "is" : "are"} upcoming: not yet in force` },
  { group: "waived", title: (count) => `${count} ${count === 1 ? "is" : "are"} waived` },
];

const HEAD = "\n| Level | Where | Rule | What |\n| --- | --- | --- | --- |\n";
const CLOSE = "\n</details>\n";
/** How much of a list stands in a cell. */
const MOST = { places: 10, environments: 20, suggestions: 5 } as const;

/**
 * Adds findings as tables, the heaviest first: what awaits a waiver, what is upcoming and what is waived in folds of their
 * own. Ends where the page is full. @returns how many had no room
 */
export function addFindings(page: Page, findings: readonly Finding[], options: TableOptions): number {
  const groups = groupFindings(findings);
  const open = OPEN.flatMap((group) => groups[group]);
  let missing = open.length > 0 && !page.add(HEAD) ? open.length : addRows(page, open, "", options);
  for (const { group, title } of FOLDED) {
    const folded = groups[group];
    if (folded.length === 0) continue;
    const head = `\n<details>\n<summary>${title(folded.length)}</summary>\n${HEAD}`;
    if (missing > 0 || !page.add(head, CLOSE)) {
      missing += folded.length;
      continue;
    }
    missing += addRows(page, folded, CLOSE, options);
    page.end(CLOSE);
  }
  return missing;
}

function addRows(page: Page, findings: readonly Finding[], following: string, options: TableOptions): number {
  const shown = findings.findIndex((finding) => !page.add(findingRow(finding, options), following));
  return shown === -1 ? 0 : findings.length - shown;
}

function findingRow(finding: Finding, { link, messageBytes, textBytes }: TableOptions): string {
  const text = (of: string) => markdownText(cutBytes(of, textBytes));
  const code = (of: string) => markdownCode(cutBytes(of, textBytes));
  const placed = (place: Place) => {
    const shown = code(formatPlace(place));
    const address = link?.(place);
    const linked = address === undefined ? shown : `[${shown}](${address})`;
    return place.note === undefined ? linked : `${text(place.note)}: ${linked}`;
  };
  const { word } = verdictOf(finding);
  const page = docsLink(finding.docs);
  const environments = listed(finding.environments, MOST.environments, text).join(", ");
  const cells = [
    environments === "" ? word : `${word} in ${environments}`,
    finding.places.length > 0
      ? listed(finding.places, MOST.places, placed).join("<br>")
      : text([finding.service ?? "", finding.address].filter(Boolean).join(": ")),
    page === undefined ? code(finding.code) : `[${code(finding.code)}](${page})`,
    [
      markdownText(cutBytes(finding.message, messageBytes)),
      ...listed(finding.suggestions, MOST.suggestions, text),
      finding.docs === "" || page !== undefined ? "" : text(`See ${docsAddress(finding.docs)}`),
    ]
      .filter((line) => line !== "")
      .join("<br>"),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

function listed<T>(items: readonly T[], most: number, written: (item: T) => string): readonly string[] {
  const shown = items.slice(0, most).map(written);
  return items.length > most ? [...shown, `and ${items.length - most} more`] : shown;
}
