import { shortDigest } from "@towpath/core";
import { type Html, html } from "../html/html.ts";
import { page, table } from "../html/page.ts";
import type { Change } from "./change.ts";
import type { ComplianceReport, ControlState, ControlVerdict } from "./comply.ts";

const WORDS: Readonly<Record<ControlState, string>> = {
  held: "held",
  failed: "did not hold",
  waived: "waived",
  "not-applicable": "does not apply",
};

/** The report as one page that needs nothing else. */
export function renderHtml(report: ComplianceReport): string {
  return page(`Controls of ${report.service}`, complianceBody(report));
}

/** The same without the page around it. */
export function complianceBody(report: ComplianceReport): readonly Html[] {
  const { service, at, from, to, controls, changes, held, catalogue } = report;
  const period = from === undefined && to === undefined ? "" : ` from ${from ?? "the beginning"} to ${to ?? "now"}`;
  return [
    html`<h1>Controls of ${service}${period}</h1>`,
    html`<p class="${held ? "held" : "failed"}">${summaryOf(report)}</p>`,
    html`<p class="quiet">Looked at ${at}, by the catalogue <code>${catalogue}</code>.</p>`,
    html`<h2>Controls</h2>`,
    table(
      ["Control", "State", "What it asks", "Answers"],
      controls.map((one) => [
        html`<a href="#${anchorOf(one.id)}"><code>${one.id}</code></a>`,
        stateHtml(one.state),
        one.text,
        one.refs.map(({ framework, at: place }) => `${framework} ${place}`).join(", "),
      ]),
    ),
    html`<h2>Changes</h2>`,
    changesTable(changes),
    html`<h2>Each control</h2>`,
    ...controls.map((one) => controlSection(one, changes)),
  ];
}

/** One sentence. */
export function summaryOf({ controls, changes, service }: ComplianceReport): string {
  const count = (state: ControlState) => controls.filter((one) => one.state === state).length;
  const what = `${changes.length} ${changes.length === 1 ? "change" : "changes"} of ${service}`;
  const parts = [
    `${count("held")} held`,
    ...(count("failed") > 0 ? [`${count("failed")} did not hold`] : []),
    ...(count("waived") > 0 ? [`${count("waived")} ${count("waived") === 1 ? "is" : "are"} waived`] : []),
    ...(count("not-applicable") > 0 ? [`${count("not-applicable")} did not apply`] : []),
  ];
  const of = controls.length === 1 ? "1 control" : `${controls.length} controls`;
  return changes.length === 0
    ? `Nothing of ${service} was deployed in that time. Of ${of}, ${parts.join(", ")}.`
    : `Of ${of} over ${what}, ${parts.join(", ")}.`;
}

/** The changes, a row each. */
export function changesTable(changes: readonly Change[]): Html {
  return table(
    ["Deployment", "Version", "Artifact", "Commit", "Asked for", "By", "Ended"],
    changes.map((one) => [
      one.number === undefined ? "none" : `${one.environment ?? ""} ${one.number}`,
      one.version,
      html`<code>${shortDigest(one.digest)}</code>`,
      html`<code>${one.commit?.slice(0, 12)}</code>`,
      one.at,
      one.actor ?? "",
      html`${one.verdict?.replaceAll("_", " ")}${one.isUnsigned && html` <span class="failed">not on record</span>`}`,
    ]),
  );
}

function controlSection(control: ControlVerdict, changes: readonly Change[]): Html {
  return html`<section id="${anchorOf(control.id)}">
<h3><code>${control.id}</code> ${stateHtml(control.state)}</h3>
<p>${control.text}</p>
${control.lapses.map(({ environment, from, until, deployments }) => html`<p class="failed">Did not hold${environment !== undefined && ` in ${environment}`} from ${from} ${until === undefined ? "on" : `to ${until}`}${deployments.length > 0 && ` (deployments ${deployments.join(", ")})`}.</p>`)}
${table(
  ["Change", "State", "Why", "Evidence"],
  control.changes.map((one, index) => [
    one.number === undefined ? (changes[index]?.version ?? "") : `${one.environment ?? ""} ${one.number}`,
    stateHtml(one.state),
    one.reasons.join(" "),
    html`${one.evidence.map((digest) => html`<code>${digest}</code> `)}`,
  ]),
)}
</section>`;
}

function stateHtml(state: ControlState): Html {
  return html`<span class="${state}">${WORDS[state]}</span>`;
}

function anchorOf(id: string): string {
  return `control-${id.replace(/[^a-z0-9-]/g, "-")}`;
}
