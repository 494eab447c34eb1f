import { type ServerState, type State, type Status, serverState } from "@stopgap/core";
import type { TargetProgress } from "../notify/notify-memory.js";
import type { Counts } from "./counts.js";
import type { Metric, Sample } from "./exposition.js";

export interface Measured {
  readonly version: string;
  readonly server: string;
  readonly state: State;
  readonly counts: Counts;
  /** How those who are told get on. */
  readonly targets: readonly Pick<TargetProgress, "title" | "delivered" | "setAside" | "behind">[];
}

const statuses: readonly Status[] = ["Applied", "Blocked", "Disabled", "Failed", "NotApplicable"];

/** Every metric of a server. Each series is there from the start, at zero. */
export function serverMetrics({ version, server: name, state, counts, targets }: Measured): readonly Metric[] {
  const server = serverState(state, name);
  const all = { server: name };
  const gauge = (metric: string, help: string, value: number): Metric => ({
    name: `stopgap_${metric}`,
    type: "gauge",
    help,
    samples: [{ labels: all, value }],
  });
  const counter = (metric: string, help: string, samples: readonly Sample[]): Metric => ({
    name: `stopgap_${metric}_total`,
    type: "counter",
    help,
    samples: samples.map(({ labels, value }) => ({ labels: { ...all, ...labels }, value })),
  });
  const enabled = state.organization.mitigationsEnabled && server.mitigationsEnabled;
  return [
    {
      name: "stopgap_info",
      type: "gauge",
      help: "Always 1; the version of the program.",
      samples: [{ labels: { ...all, version }, value: 1 }],
    },
    gauge("enabled", "1 where mitigations are applied: the and of both switches.", Number(enabled)),
    gauge("applied", "Entries of MitigationsApplied.", Object.keys(server.applied).length),
    gauge("blocked", "Entries of MitigationsBlocked.", server.blocked.length),
    {
      name: "stopgap_mitigations",
      type: "gauge",
      help: "Actions of the newest feed by status.",
      samples: statuses.map((status) => ({ labels: { ...all, status }, value: withStatus(server, status) })),
    },
    counter("cycles", "Cycles that got through, and those that ended with a failure of the whole cycle.", [
      { labels: { outcome: "completed" }, value: counts.cycles.completed },
      { labels: { outcome: "failed" }, value: counts.cycles.failed },
    ]),
    gauge("last_cycle_timestamp_seconds", "When the newest cycle decided or failed; 0: never.", counts.lastCycle),
    gauge("last_completed_cycle_timestamp_seconds", "When the newest cycle decided; 0: never.", counts.lastCompleted),
    gauge("feed_serial", "Serial of the newest accepted feed; 0 where it has none.", server.accepted?.serial ?? 0),
    gauge("alarm", "1 while an alarm about missing good checks stands.", Number(server.alarm)),
    gauge(
      "trust_ending",
      "1 where a certificate that trust hangs on ends soon.",
      Number(counts.trustDaysLeft !== null),
    ),
    counter("drift", "Actions found absent or altered on the host that were applied before.", [
      { labels: {}, value: counts.drift },
    ]),
    counter("failures", "Failures by stage.", labelled("stage", counts.failures)),
    counter("events", "Events of the log by type.", labelled("type", counts.events)),
    gauge("log_position", "Position of the newest event.", state.position),
    counter(
      "notifications",
      "Notifications that arrived.",
      targets.map(({ title, delivered }) => ({ labels: { target: title }, value: delivered })),
    ),
    counter(
      "notifications_set_aside",
      "Notifications that a target refused for so long that they were left behind.",
      targets.map(({ title, setAside }) => ({ labels: { target: title }, value: setAside })),
    ),
    {
      name: "stopgap_notifications_behind",
      type: "gauge",
      help: "Events a target has not been given yet, because it did not take the one before.",
      samples: targets.map(({ title, behind }) => ({ labels: { ...all, target: title }, value: behind })),
    },
  ];
}

function withStatus(server: ServerState, wanted: Status): number {
  const failures = server.failures;
  const statusOf = (appliedId: string, decided: Status) => (Object.hasOwn(failures, appliedId) ? "Failed" : decided);
  const decisions = server.lastDecided?.decisions ?? [];
  return decisions.filter(({ appliedId, status }) => statusOf(appliedId, status) === wanted).length;
}

function labelled(label: string, counts: Readonly<Record<string, number>>): readonly Sample[] {
  return Object.entries(counts).map(([value, number]) => ({ labels: { [label]: value }, value: number }));
}
