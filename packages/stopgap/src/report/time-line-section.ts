import { type Html, html } from "./html.js";
import type { Day, Lane } from "./time-line.js";

const listed = 12;

/** The last 30 days as a row of days per server; each day says in words what happened. */
export function timeLineSection(lanes: readonly Lane[]): Html {
  return html`<section aria-labelledby="timeline"><h2 id="timeline">The last 30 days</h2>
<p class="faint">${bounds(lanes)} Numbers count what was recorded that day: <span class="key changed"></span> applied, retired or set, <span class="key look"></span> to look at, <span class="key failed"></span> failed.</p>
${lanes.map(
  ({
    server,
    days,
  }) => html`<div class="lane"><strong>${server}</strong><div class="days" role="list" aria-label="${server}, day by day">${days.map(dayCell)}</div></div>
`,
)}</section>`;
}

function bounds(lanes: readonly Lane[]): string {
  const days = lanes[0]?.days ?? [];
  return `From ${days[0]?.date ?? ""} to ${days.at(-1)?.date ?? ""}, UTC.`;
}

function dayCell({ date, mood, entries }: Day): Html {
  const words = entries.slice(0, listed).map(({ text }) => text);
  const more = entries.length > listed ? [`and ${entries.length - listed} more`] : [];
  const told = entries.length === 0 ? `${date}: quiet` : `${date}: ${[...words, ...more].join("; ")}`;
  const count = entries.length === 0 ? "" : entries.length > 99 ? "…" : String(entries.length);
  return html`<span class="day ${mood}" role="listitem" title="${told}" aria-label="${told}">${count}</span>`;
}
