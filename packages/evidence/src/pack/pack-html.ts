import { shortDigest } from "@towpath/core";
import type { Change, RecordedStatement } from "../controls/change.ts";
import type { ComplianceReport } from "../controls/comply.ts";
import { complianceBody } from "../controls/report-html.ts";
import { type Html, html } from "../html/html.ts";
import { page, table } from "../html/page.ts";
import type { RecordVerdict } from "../record/verify-record.ts";
import { predicateName } from "../statement/predicate-type.ts";
import { changeFolder } from "./population.ts";

/** What a pack holds. */
export interface PackContent {
  readonly report: ComplianceReport;
  readonly record: RecordVerdict;
  /** Whose signatures counted, for people. */
  readonly signers: readonly string[];
  /** The statements about each change. */
  readonly statements: (change: Change) => readonly RecordedStatement[];
}

/** The page that an auditor begins with. */
export function packHtml({ report, record, signers, statements }: PackContent): string {
  return page(`Evidence of ${report.service}`, [
    ...complianceBody(report),
    html`<h2>The record</h2>`,
    recordHtml(record),
    html`<p>Statements count that are signed by: ${signers.join(", ") || "nobody"}.</p>`,
    html`<h2>The evidence for each change</h2>`,
    ...report.changes.map((change) => changeHtml(change, statements(change))),
    html`<h2>How to check all this</h2>
<p>Every statement in the folders is a Sigstore bundle: an in-toto statement in a DSSE envelope, with its signature. The whole record
is in <code>record/</code>, what its anchors have seen in <code>anchors/</code>. Take the public key from the platform team, not from here:</p>
<p><code>towpath evidence verify --pack . --key platform.pub</code></p>
<p>The population of all deployments is <code>deployments.csv</code>.</p>`,
  ]);
}

function recordHtml({ entries, flaws, anchored }: RecordVerdict): Html {
  const last = entries.at(-1)?.index ?? 0;
  return html`<p class="${flaws.length === 0 ? "held" : "failed"}">${entries.length} entries, ${flaws.length === 0 ? "and nothing is wrong with them" : `${flaws.length} flaws`}.
An anchor vouches for ${anchored === 0 ? "none of them" : anchored === last ? "all of them" : `the first ${anchored}`}.</p>
${
  flaws.length > 0 &&
  table(
    ["Entry", "What", "Said"],
    flaws.map(({ index, kind, message }) => [String(index ?? ""), kind, message]),
  )
}`;
}

function changeHtml(change: Change, statements: readonly RecordedStatement[]): Html {
  const folder = changeFolder(change);
  const name =
    change.number === undefined ? change.version : `${change.environment ?? ""} ${change.number}: ${change.version}`;
  return html`<section>
<h3>${name} <code>${shortDigest(change.digest)}</code></h3>
<p class="quiet">Folder <code>${folder}</code></p>
${table(
  ["Says", "Recorded", "Signed by", "Statement"],
  statements.map((one) => [
    predicateName(one.predicateType) ?? one.predicateType,
    one.at,
    one.signer ?? html`<span class="failed">not believed: ${one.why}</span>`,
    html`<code>${one.digest}</code>`,
  ]),
)}
</section>`;
}
