const base = Date.UTC(2026, 10, 21);
const types = ["Fetched", "Verified", "Decided", "Applied", "Failed"];

/** Events with about 290 bytes of data and time-ordered ids. */
export function sampleEvents(count, first) {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const time = new Date(base + number).toISOString();
    return {
      stream: `server/Server${number % 20}`,
      type: "Failed",
      version: 1,
      time,
      cycle: "01936f0e-0000-7000-8000-000000000001",
      actor: null,
      data: {
        stage: "apply",
        code: "STATE_NOT_REACHED",
        mitigation: `M${number % 50}`,
        appliedId: `M${number % 50}.1.0`,
        kind: types[number % 5],
        message: "the application pool MSExchangeECPAppPool is not in the state that was asked for",
        sha256: "5b0f7c1a5b0f7c1a5b0f7c1a5b0f7c1a",
        counts: [number, number % 7, number % 11],
        nested: { state: "Stopped", autoStart: false },
      },
      id: `${(base + number).toString(16).padStart(12, "0")}-7000-8000-${number.toString(16).padStart(12, "0")}`,
    };
  });
}

export function newState() {
  return { events: 0, byKey: new Map() };
}

/** A reducer over 20 thousand keys that changes its own state, as the fastest of them do. */
export function fold(state, stream, type, data) {
  state.events++;
  const key = `${stream} ${data.appliedId}`;
  const entry = state.byKey.get(key);
  if (entry === undefined) state.byKey.set(key, { type, last: data.counts[0], times: 1 });
  else {
    entry.last = data.counts[0];
    entry.times++;
  }
}
