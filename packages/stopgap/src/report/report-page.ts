import { clockTime } from "../output/time.js";
import { statusTones } from "../views/mitigation-rows.js";
import type { ComparisonRow } from "./compare-servers.js";
import { healthSection, verdict } from "./health-section.js";
import type { History, HistoryEntry } from "./histories.js";
import { type Html, html } from "./html.js";
import type { Report } from "./report.js";
import { reportStyle } from "./report-style.js";
import { timeLineSection } from "./time-line-section.js";

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one self-contained page: no script, nothing loaded from elsewhere. */
export function reportPage(report: Report): string {
  const title = `Emergency mitigations: ${report.organization}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${{ safe: reportStyle }}</style>
</head>
<body>
<header><h1>${title}</h1><p class="faint">${report.server}, ${clockTime(report.made)}</p></header>
<main>
${verdict(report)}
${comparisonSection(report)}
${healthSection(report)}
${mitigationsSection(report)}
${timeLineSection(report.lanes)}
${historySection(report.histories)}
</main>
</body>
</html>
`;
  return page.safe;
}

function comparisonSection({ comparison }: Report): Html {
  if (comparison.servers.length < 2) return html``;
  const differing = comparison.rows.filter(({ differs }) => differs).length;
  const lead =
    differing === 0
      ? "All servers are alike."
      : `${differing} ${differing === 1 ? "difference" : "differences"}, first.`;
  const row = ({ what, appliedId, values, differs }: ComparisonRow) =>
    html`<tr class="${differs ? "differs" : "same"}"><th scope="row">${appliedId === null ? what : historyLink(appliedId)}</th>${values.map((value) => html`<td>${value}</td>`)}</tr>
`;
  return html`<section aria-labelledby="servers"><h2 id="servers">Servers compared</h2><p>${lead}</p><div class="scroll"><table>
<thead><tr><th scope="col">What</th>${comparison.servers.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${comparison.rows.map(row)}</tbody></table></div></section>`;
}

function mitigationsSection({ mitigations }: Report): Html {
  if (mitigations.length === 0) return html`<section><h2>Mitigations</h2><p>None known yet.</p></section>`;
  return html`<section aria-labelledby="mitigations"><h2 id="mitigations">Mitigations</h2><div class="scroll"><table>
<thead><tr><th scope="col">Server</th><th scope="col">ID</th><th scope="col">Status</th><th scope="col">Type</th><th scope="col">Description</th></tr></thead>
<tbody>${mitigations.map(
    (
      row,
    ) => html`<tr><td>${row.Server}</td><td>${historyLink(row.ID)}</td><td class="${statusTones[row.Status]}">${row.Status}</td><td>${row.Type}</td><td class="text">${row.Description}</td></tr>
`,
  )}</tbody></table></div></section>`;
}

function historyLink(appliedId: string): Html {
  return html`<a href="#${anchor(appliedId)}">${appliedId}</a>`;
}

function historySection(histories: readonly History[]): Html {
  if (histories.length === 0) return html``;
  return html`<section aria-labelledby="histories"><h2 id="histories">History of each mitigation</h2>${histories.map(
    ({ appliedId, entries, leftOut }) => html`
<article><h3 id="${anchor(appliedId)}">${appliedId}</h3>${leftOut > 0 ? html`<p class="faint">${leftOut} older events are in the log.</p>` : html``}
${entries.length === 0 ? html`<p class="faint">Nothing was recorded.</p>` : html`<ol>${entries.map(historyItem)}</ol>`}</article>`,
  )}</section>`;
}

function historyItem({ time, server, text, tone, actor }: HistoryEntry): Html {
  const by = actor === null ? "" : ` by ${actor}`;
  return html`<li><time datetime="${time}">${clockTime(time)}</time> ${server}: <span class="${tone}">${text}</span><span class="faint">${by}</span></li>
`;
}

function anchor(appliedId: string): string {
  return `history-${encodeURIComponent(appliedId)}`;
}
