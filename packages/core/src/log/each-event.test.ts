import { Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import { eachEvent } from "./each-event.js";

const iterate = <T>(source: Subject<T>): AsyncIterable<T> => ({ [Symbol.asyncIterator]: () => eachEvent(source) });

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of source) all.push(value);
  return all;
}

describe("each event", () => {
  it("comes in order, whether it was waited for or came before it was asked for", async () => {
    const source = new Subject<number>();
    const iterator = eachEvent(source);
    source.next(1);
    source.next(2);
    const third = [iterator.next(), iterator.next(), iterator.next()];
    source.next(3);
    source.complete();
    expect(await Promise.all(third)).toEqual([1, 2, 3].map((value) => ({ done: false, value })));
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("ends with the observable", async () => {
    const source = new Subject<number>();
    const all = collect(iterate(source));
    source.next(1);
    await Promise.resolve();
    source.next(2);
    source.complete();
    expect(await all).toEqual([1, 2]);
  });

  it("fails with the observable, after what came before", async () => {
    const source = new Subject<number>();
    const iterator = eachEvent(source);
    source.next(1);
    source.error(new Error("broken"));
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    await expect(iterator.next()).rejects.toThrow("broken");
  });

  it("leaves no subscription when the reader leaves its loop", async () => {
    const source = new Subject<number>();
    const reading = (async () => {
      for await (const value of iterate(source)) if (value === 2) break;
    })();
    expect(source.observed).toBe(true);
    source.next(1);
    source.next(2);
    await reading;
    expect(source.observed).toBe(false);
  });

  it("lets a reader who waits go when another part of it returns", async () => {
    const iterator = eachEvent(new Subject<number>());
    const waiting = iterator.next();
    await iterator.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});
