import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MemoryEventLog } from "../log/memory-event-log.js";
import { evolve } from "../project/evolve.js";
import { fold } from "../project/fold.js";
import { initialState, type State } from "../project/state.js";
import { judgeSnapshots } from "./judge-snapshots.js";
import { reducerFingerprint } from "./reducer-fingerprint.js";
import { openSnapshot, sealSnapshot } from "./snapshot.js";
import type { KeptSnapshot, SnapshotStore } from "./snapshot-store.js";
import { findSnapshot, keepSnapshot, startState } from "./start-state.js";

const { privateKey } = generateKeyPairSync("ed25519");

/** All that is kept, in the order it came. */
class MemorySnapshots implements SnapshotStore {
  readonly #texts = new Map<number, string>();
  readonly #key: KeyObject | null;

  constructor(key: KeyObject | null = privateKey) {
    this.#key = key;
  }

  async kept(): Promise<readonly KeptSnapshot[]> {
    return [...this.#texts].map(([position, text]) => ({ position, text })).toSorted((a, b) => b.position - a.position);
  }

  async keep(position: number, text: string): Promise<void> {
    this.#texts.set(position, text);
  }

  async discard(position: number): Promise<void> {
    this.#texts.delete(position);
  }

  async key(): Promise<KeyObject | null> {
    return this.#key;
  }
}

const blocks = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    stream: `server/Server${index % 3}`,
    type: "SettingsChanged",
    version: 1,
    time: new Date(Date.UTC(2026, 10, 21) + index).toISOString(),
    cycle: null,
    actor: "admin",
    data: {
      setting: "MitigationsBlocked",
      from: [],
      to: [`M${index}`, "__proto__"],
      reason: null,
      blocks: [{ id: `M${index}`, until: null, reason: null }],
    },
  }));

async function written(count = 10): Promise<{ log: MemoryEventLog; snapshots: MemorySnapshots }> {
  const log = new MemoryEventLog();
  await log.append(blocks(count));
  return { log, snapshots: new MemorySnapshots() };
}

/** The one text that is kept, changed. */
async function edited(snapshots: MemorySnapshots, change: (text: string) => string): Promise<void> {
  for (const { position, text } of await snapshots.kept()) {
    expect(change(text)).not.toBe(text);
    await snapshots.keep(position, change(text));
  }
}

describe("a snapshot", () => {
  it("at any position and the events after it come to what all events come to", async () => {
    const { log } = await written();
    const whole = await fold(log);
    for (let position = 1; position <= 10; position++) {
      const snapshots = new MemorySnapshots();
      expect(await keepSnapshot(log, await fold(log, { to: position }), snapshots)).toBe(true);
      expect((await findSnapshot(log, snapshots)).state.position).toBe(position);
      expect(await startState(log, snapshots)).toEqual(whole);
    }
  });

  it("is not made of an empty log, without a key, or of a state that JSON changes", async () => {
    const { log, snapshots } = await written();
    expect(await keepSnapshot(new MemoryEventLog(), initialState, snapshots)).toBe(false);
    expect(await keepSnapshot(log, await fold(log), new MemorySnapshots(null))).toBe(false);
    const odd = { ...(await fold(log)), time: undefined } as unknown as State;
    expect(await keepSnapshot(log, odd, snapshots)).toBe(false);
    expect(await snapshots.kept()).toEqual([]);
  });

  it("beyond the position that is asked for is passed over for an older one", async () => {
    const { log, snapshots } = await written();
    for (const to of [4, 8]) await keepSnapshot(log, await fold(log, { to }), snapshots);
    expect((await findSnapshot(log, snapshots, { to: 7 })).state.position).toBe(4);
    expect(await startState(log, snapshots, { to: 7 })).toEqual(await fold(log, { to: 7 }));
  });

  it.each<[string, (text: string) => string]>([
    ["its state", (text) => text.replace('"id":"M9"', '"id":"M8"')],
    ["its position", (text) => text.replace('"position":10', '"position":11')],
    ["its hash", (text) => text.replace(/"hash":"./, '"hash":"g')],
    ["its fingerprint", (text) => text.replace(/"fingerprint":"./, '"fingerprint":"g')],
    ["its signature", (text) => text.replace(/"signature":".{8}/, '"signature":"00000000')],
    ["its length", (text) => text.slice(0, text.length / 2)],
    ["everything", () => ""],
    ["its form", () => "null\nnull\n"],
  ])("with %s changed is not started from, and told by the audit", async (_, change) => {
    const { log, snapshots } = await written();
    await keepSnapshot(log, await fold(log), snapshots);
    await edited(snapshots, change);
    expect(await findSnapshot(log, snapshots)).toEqual({
      state: initialState,
      unfit: [{ position: 10, why: "not-sealed-here" }],
    });
    const judge = judgeSnapshots(await snapshots.kept(), privateKey);
    expect(judge.problems()).toMatchObject([{ position: 10, code: "SNAPSHOT_DIFFERS" }]);
  });

  it("of another server, another program, a longer log or another log is not started from", async () => {
    const { log, snapshots } = await written();
    const state = await fold(log);
    await keepSnapshot(log, state, snapshots);
    const found = async (of: MemoryEventLog, store: SnapshotStore) => (await findSnapshot(of, store)).unfit[0]?.why;

    const elsewhere = new MemorySnapshots(generateKeyPairSync("ed25519").privateKey);
    for (const { position, text } of await snapshots.kept()) await elsewhere.keep(position, text);
    expect(await found(log, elsewhere)).toBe("not-sealed-here");

    expect(await found((await written(9)).log, snapshots)).toBe("other-log");
    const other = new MemoryEventLog();
    await other.append(blocks(10).map((event) => ({ ...event, actor: "mallory" })));
    expect(await found(other, snapshots)).toBe("other-log");

    const program = new MemorySnapshots();
    await program.keep(10, sealSnapshot({ fingerprint: "f", hash: (await log.head()).hash, state }, privateKey) ?? "");
    expect(await found(log, program)).toBe("other-program");
  });
});

describe("the audit", () => {
  async function judged(log: MemoryEventLog, kept: readonly KeptSnapshot[]) {
    const judge = judgeSnapshots(kept, privateKey);
    let state = initialState;
    for await (const page of log.read()) {
      for (const event of page) {
        state = evolve(state, event);
        judge.step(event, state);
      }
    }
    return judge.problems();
  }

  it("finds nothing in snapshots that are what the events come to", async () => {
    const { log, snapshots } = await written();
    for (const to of [1, 5, 10]) await keepSnapshot(log, await fold(log, { to }), snapshots);
    expect(await judged(log, await snapshots.kept())).toEqual([]);
  });

  it("finds a false state and a false hash although they are signed with the server's key", async () => {
    const { log } = await written();
    const state = await fold(log);
    const { hash } = await log.head();
    const fingerprint = reducerFingerprint() ?? "";
    const lies = [
      { fingerprint, hash, state: { ...state, servers: {} } },
      { fingerprint, hash: hash.replaceAll(/./g, "0"), state },
    ];
    for (const lie of lies) {
      const text = sealSnapshot(lie, privateKey) ?? "";
      expect(openSnapshot(text, privateKey)).not.toBeNull();
      expect(await judged(log, [{ position: 10, text }])).toMatchObject([{ position: 10, code: "SNAPSHOT_DIFFERS" }]);
    }
  });
});
