import type { HealthColor, HealthRow } from "../health/health-row.js";
import type { RowStatus } from "../views/mitigation-rows.js";
import { type Html, html } from "./html.js";
import type { Report } from "./report.js";

const severity: readonly HealthColor[] = ["Red", "Yellow"];

/** What asks for attention, with links to the rows; then how many mitigations stand how. */
export function verdict({ rows, mitigations }: Pick<Report, "rows" | "mitigations">): Html {
  const asking = rows.flatMap((row, index) => (row.name !== null && severity.includes(row.color) ? [index] : []));
  const worst = severity.find((color) => asking.some((index) => rows[index]?.color === color)) ?? "Green";
  const text =
    asking.length === 0
      ? "Nothing asks for attention."
      : `${asking.length} ${asking.length === 1 ? "row asks" : "rows ask"} for attention:`;
  const links = asking.map(
    (index, place) => html`${place === 0 ? " " : ", "}<a href="#${rowAnchor(index)}">${rows[index]?.name ?? ""}</a>`,
  );
  const counts = new Map<RowStatus, number>();
  for (const { Status } of mitigations) counts.set(Status, (counts.get(Status) ?? 0) + 1);
  const tallies = [...counts].map(([status, count]) => html`<li><strong>${count}</strong> ${status}</li>`);
  return html`<div class="verdict ${worst}"><p><strong>${text}</strong>${links}</p>
${tallies.length === 0 ? html`` : html`<ul class="tallies" aria-label="Mitigations by status">${tallies}</ul>`}</div>`;
}

const marks: Readonly<Record<HealthColor, string>> = { Green: "OK", Grey: "Info", Yellow: "Look", Red: "Act" };

/** The rows of the health check. A row that goes on from the one above has no name of its own. */
export function healthSection({ rows, server }: Pick<Report, "rows" | "server">): Html {
  return html`<section aria-labelledby="health"><h2 id="health">Health of ${server}</h2><div class="scroll"><table>
<thead><tr><th scope="col">State</th><th scope="col">Check</th><th scope="col">Details</th></tr></thead>
<tbody>${rows.map(healthRow)}</tbody></table></div></section>`;
}

function healthRow({ name, details, color }: HealthRow, index: number): Html {
  const text = details.replace(/\r?\n\t*/g, "\n");
  if (name === null)
    return html`<tr class="goes-on"><td></td><td></td><td class="details ${color}">${text}</td></tr>
`;
  return html`<tr id="${rowAnchor(index)}"><td class="${color}"><span class="mark">${marks[color]}</span></td><th scope="row">${name}</th><td class="details ${color}">${text}</td></tr>
`;
}

function rowAnchor(index: number): string {
  return `row-${index + 1}`;
}
