import { firstValueFrom, lastValueFrom, take, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { eventsOf } from "../testing/event-log-fixture.js";
import { MemoryEventLog } from "./memory-event-log.js";
import { subscribe } from "./subscribe.js";

describe("subscribe", () => {
  it("catches up and goes on: each position once, in order, while others append", async () => {
    const log = new MemoryEventLog();
    await log.append(eventsOf(25));
    const positions: number[] = [];
    const done = new Promise<void>((resolve, reject) => {
      subscribe(log, { from: 4, pageSize: 3, poll: 1 }).subscribe({
        next: (page) => {
          expect(page.length).toBeLessThanOrEqual(3);
          positions.push(...page.map(({ position }) => position));
          if (positions.at(-1) === 100) resolve();
        },
        error: reject,
      });
    });
    for (let number = 26; number <= 100; number += 5) {
      await new Promise((resolve) => setImmediate(resolve));
      await log.append(eventsOf(5, number));
    }
    await done;
    expect(positions).toEqual(Array.from({ length: 97 }, (_, index) => index + 4));
  });

  it("reads no page before the one before was handled, so that a slow reader holds one", async () => {
    const log = new MemoryEventLog();
    await log.append(eventsOf(20));
    let [open, most] = [0, 0];
    const handle = async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 2));
      open--;
    };
    const pages = await lastValueFrom(subscribe(log, { pageSize: 4, handle }).pipe(take(5), toArray()));
    expect(pages.flat()).toHaveLength(20);
    expect(most).toBe(1);
  });

  it("waits for a position that is not there yet, and passes over what the filter leaves out", async () => {
    const log = new MemoryEventLog();
    const page = firstValueFrom(subscribe(log, { from: 2, types: ["Verified"], poll: 1 }));
    await log.append(eventsOf(3));
    await log.append(eventsOf(1, 4).map((event) => ({ ...event, type: "Verified" })));
    expect((await page).map(({ position }) => position)).toEqual([4]);
  });

  it("stops reading when nobody listens, and errors where reading fails", async () => {
    const log = new MemoryEventLog();
    await log.append(eventsOf(10));
    await firstValueFrom(subscribe(log, { pageSize: 1 }));
    await log.close();
    await expect(firstValueFrom(subscribe(log))).rejects.toMatchObject({ code: "LOG_CLOSED" });
    const failing = subscribe(new MemoryEventLog(), { poll: 1 });
    failing.subscribe().unsubscribe();
  });

  it("errors where handling fails", async () => {
    const log = new MemoryEventLog();
    await log.append(eventsOf(1));
    const handle = () => {
      throw new Error("cannot");
    };
    await expect(firstValueFrom(subscribe(log, { handle }))).rejects.toThrow("cannot");
  });
});
