import { oneLine, type ServerState, serverState } from "@stopgap/core";
import { ago, span } from "../output/time.js";
import { driftedOf } from "../views/drift-text.js";
import { leftText } from "../views/left-text.js";
import { sideEffectText } from "../views/side-effects.js";
import type { HealthFacts } from "./health-facts.js";
import type { HealthColor, HealthRow } from "./health-row.js";

const day = 86_400_000;

/** The rows that go beyond HealthChecker's: what the feed, the trust, the host and the log look like now. */
export function ownRows(facts: HealthFacts): readonly HealthRow[] {
  const server = serverState(facts.state, facts.configuration.server.name);
  return [
    feedAge(server, facts),
    ...feedRows(facts),
    ...trustRows(facts),
    lastCycle(server, facts),
    ...failedRows(server),
    ...driftRows(facts),
    ...defeatedRows(server, facts),
    ...leftRows(server, facts),
    ...sideEffectRows(server, facts),
    ...notificationRows(facts),
    logIntegrity(facts),
  ];
}

/** True where so much time has passed that an alarm would be raised. */
function isLate(time: string, { configuration, now }: HealthFacts): boolean {
  return now.getTime() - Date.parse(time) >= configuration.freshness.alarmAfter;
}

function feedAge({ accepted }: ServerState, facts: HealthFacts): HealthRow {
  if (accepted === null) return row("Feed age", "No feed was accepted yet. Run: stopgap check", "Yellow");
  const serial = accepted.serial === null ? "" : `, serial ${accepted.serial}`;
  const details = `Last good check ${ago(accepted.time, facts.now)}${serial}`;
  return row("Feed age", details, isLate(accepted.time, facts) ? "Yellow" : "Grey");
}

function feedRows({ feed, now }: HealthFacts): readonly HealthRow[] {
  if (feed.outcome !== "verified") {
    const color = feed.outcome === "refused" ? "Red" : "Yellow";
    return [row("Feed now", `${feed.code}: ${oneLine(feed.message)}`, color)];
  }
  const good = row("Feed now", `Verified, signed by ${feed.plan.feed.signer}`, "Green");
  if (feed.expires === null) return [good];
  const ends = Date.parse(feed.expires);
  const left = ends - now.getTime();
  const lifetime = feed.issued === null ? Number.POSITIVE_INFINITY : ends - Date.parse(feed.issued);
  const soon = left < Math.min(day, lifetime / 5);
  return [good, row("Feed expires", `${feed.expires.slice(0, 10)}, in ${span(left)}`, soon ? "Yellow" : "Grey")];
}

/** Days before its end that a certificate is worth a look. */
const endingSoon = 30;

function trustRows({ feed, trustEnds, now }: HealthFacts): readonly HealthRow[] {
  const chain = feed.outcome === "verified" ? feed.plan.trustWarnings : [];
  const ends = [...trustEnds, ...chain.map(({ subject, notAfter }) => ({ key: "feed", subject, notAfter }))];
  return ends
    .toSorted((a, b) => a.notAfter.localeCompare(b.notAfter))
    .map(({ key, subject, notAfter }) => {
      const left = Date.parse(notAfter) - now.getTime();
      const when = left < 0 ? `ended ${span(left)} ago` : `in ${span(left)}`;
      const color: HealthColor = left < 0 ? "Red" : left < endingSoon * day ? "Yellow" : "Grey";
      return row("Trust ends", `${notAfter.slice(0, 10)}, ${when}: ${oneLine(subject)} (${key})`, color);
    });
}

function lastCycle({ lastDecided, lastFailure, alarm }: ServerState, facts: HealthFacts): HealthRow {
  const { now } = facts;
  if (lastFailure !== null) {
    const color = alarm || lastFailure.stage === "verify" ? "Red" : "Yellow";
    return row(
      "Last cycle",
      `Failed ${ago(lastFailure.time, now)}: ${lastFailure.code}: ${oneLine(lastFailure.message)}`,
      color,
    );
  }
  if (lastDecided === null) return row("Last cycle", "None yet", "Yellow");
  return row("Last cycle", `Done ${ago(lastDecided.time, now)}`, isLate(lastDecided.time, facts) ? "Yellow" : "Grey");
}

function failedRows({ failures }: ServerState): readonly HealthRow[] {
  return Object.entries(failures).map(([appliedId, { code, message }]) =>
    row("Mitigation failed", `${appliedId}: ${code}: ${oneLine(message)}`, "Red"),
  );
}

function driftRows({ feed }: HealthFacts): readonly HealthRow[] {
  if (feed.outcome !== "verified") return [];
  const drifted = driftedOf(feed.plan.mitigations);
  const rows = drifted
    .filter(({ drift }) => drift?.kind !== "defeated")
    .map(({ appliedId, reason }) => row("Drift", `${appliedId}: ${oneLine(reason)}`, "Yellow"));
  return drifted.length === 0 ? [row("Drift", "None: what is applied is on the host as wanted", "Grey")] : rows;
}

/** What is on the host and still does not work everywhere, such as a rule that a child configuration takes away. */
function defeatedRows({ applied }: ServerState, { feed }: HealthFacts): readonly HealthRow[] {
  if (feed.outcome !== "verified") return [];
  return Object.entries(feed.plan.facts.inspections)
    .filter(([appliedId]) => Object.hasOwn(applied, appliedId))
    .flatMap(([appliedId, { inspection }]) =>
      (inspection?.warnings ?? []).map((warning) =>
        row("Mitigation defeated", `${appliedId}: ${oneLine(warning)}`, "Yellow"),
      ),
    );
}

/** What is not applied and is on the host; where nobody looked, what the record has of it. */
function leftRows({ retired }: ServerState, { feed }: HealthFacts): readonly HealthRow[] {
  if (feed.outcome === "verified" && feed.plan.left !== null) {
    return feed.plan.left.map((left) => {
      const name = left.why === "retired" ? "Retired, still on the host" : "Begun, not ended";
      return row(name, leftText(left), "Yellow");
    });
  }
  return Object.values(retired)
    .filter(({ undo }) => undo !== null)
    .map(({ appliedId }) =>
      row("Retired, still on the host", `${appliedId} is no longer needed. Run: stopgap revert ${appliedId}`, "Yellow"),
    );
}

function sideEffectRows({ applied }: ServerState, { feed }: HealthFacts): readonly HealthRow[] {
  if (feed.outcome !== "verified") return [];
  const inForce = new Set(Object.values(applied).map(({ mitigation }) => mitigation));
  return feed.plan.listed
    .filter(({ id }) => inForce.has(id))
    .flatMap(({ id, sideEffects }) =>
      sideEffects.map((effect) => row("Known side effect", oneLine(`${id}: ${sideEffectText(effect)}`), "Grey")),
    );
}

/** Who is told, and who refuses to be. A notice that was set aside asks for attention for a day. */
function notificationRows({ targets, now }: HealthFacts): readonly HealthRow[] {
  return targets.map(({ title, delivered, behind, refused, setAside, lastSetAside }) => {
    const left = setAside === 0 ? "" : `; ${setAside} set aside, as it refused them for a day`;
    if (refused !== null) {
      const { since, tries, message } = refused;
      const why = `refused ${tries} times, first ${ago(since, now)}: ${oneLine(message)}; ${behind} events wait`;
      return row("Notifications", `${title}: ${why}${left}`, "Yellow");
    }
    const recently = lastSetAside !== null && now.getTime() - Date.parse(lastSetAside) < day;
    return row("Notifications", `${title}: ${delivered} delivered${left}`, recently ? "Yellow" : "Grey");
  });
}

function logIntegrity({ log }: HealthFacts): HealthRow {
  if (log.ok) return row("Event log", `Intact, ${log.events} events`, "Green");
  const first = log.problems
    .map(({ code, position }) => (position === null ? code : `${code} at ${position}`))
    .join(", ");
  return row("Event log", `Damaged: ${first}. Run: stopgap audit verify`, "Red");
}

function row(name: string, details: string, color: HealthColor): HealthRow {
  return { name, details, color };
}
