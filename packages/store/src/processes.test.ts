import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Child, startChild } from "../testing/child.js";
import { buildForChildren } from "../testing/child-build.js";
import { sampleEvents, temporaryFolder } from "../testing/store-fixture.js";
import { acquireInstanceLock } from "./hold-lock.js";
import { openSqliteEventLog } from "./sqlite-event-log.js";
import { verifyStore } from "./verify-store.js";

const folder = temporaryFolder();
const build = join(folder, "build");
const children: Child[] = [];
const runs = Number(process.env.STOPGAP_MODEL_RUNS ?? 4);

beforeAll(() => {
  buildForChildren(build);
  for (let index = 0; index < 3; index++) children.push(startChild("command-child", { build }));
});
afterAll(() => Promise.all(children.map((child) => child.kill())));

interface Answer {
  readonly done?: unknown;
  readonly code?: string;
  readonly message?: string;
}

function childAt(index: number): Child {
  const child = children[index];
  if (child === undefined) throw new Error(`no child ${index}`);
  return child;
}

function ask(index: number, message: object): Promise<Answer> {
  const answer = childAt(index).next();
  childAt(index).send(message);
  return answer as Promise<Answer>;
}

/** What the log is, as far as the model cares. */
interface Model {
  events: number;
}

interface Real {
  readonly file: string;
}

const timeOf = (number: number): string => sampleEvents(1, number)[0]?.time ?? "";

class Append implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly process: number,
    readonly count: number,
    readonly offset: number | "any" | "none",
  ) {}
  check = (): boolean => true;
  async run(model: Model, { file }: Real): Promise<void> {
    const head = model.events;
    const events = sampleEvents(this.count, head + 1).map((event) => ({ ...event, type: "Failed" }));
    const expected = typeof this.offset === "number" ? head + this.offset : this.offset;
    const answer = await ask(this.process, { op: "append", file, events, options: { expected } });
    if (expected === "any" || expected === head || (expected === "none" && head === 0)) {
      expect(answer.done).toEqual(events.map((_, index) => head + 1 + index));
      model.events += this.count;
    } else expect(answer.code).toBe("LOG_CONFLICT");
  }
  toString = (): string => `process ${this.process} appends ${this.count}, expecting ${this.offset}`;
}

class Repeat implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly process: number,
    readonly which: number,
    readonly same: boolean,
  ) {}
  check = (model: Readonly<Model>): boolean => model.events > 0;
  async run(model: Model, { file }: Real): Promise<void> {
    const position = (this.which % model.events) + 1;
    const [event] = sampleEvents(1, position);
    const type = this.same ? "Failed" : "Other";
    const answer = await ask(this.process, { op: "append", file, events: [{ ...event, type }] });
    expect(this.same ? answer.done : answer.code).toEqual(this.same ? [position] : "LOG_ID_REUSED");
  }
  toString = (): string => `process ${this.process} repeats event ${this.which}, ${this.same ? "same" : "changed"}`;
}

class Race implements fc.AsyncCommand<Model, Real> {
  check = (): boolean => true;
  async run(model: Model, { file }: Real): Promise<void> {
    const head = model.events;
    const events = sampleEvents(1, head + 1).map((event) => ({ ...event, type: "Failed" }));
    const answers = await Promise.all(
      children.map((_, index) => {
        const own = events.map((event) => ({ ...event, id: `${event.id}-${index}` }));
        return ask(index, { op: "append", file, events: own, options: { expected: head } });
      }),
    );
    expect(answers.filter(({ done }) => done !== undefined)).toEqual([{ done: [head + 1] }]);
    expect(answers.filter(({ code }) => code === "LOG_CONFLICT")).toHaveLength(children.length - 1);
    model.events += 1;
  }
  toString = (): string => "all race for one position";
}

class Crowd implements fc.AsyncCommand<Model, Real> {
  constructor(readonly each: number) {}
  check = (): boolean => true;
  async run(model: Model, { file }: Real): Promise<void> {
    const head = model.events;
    const answers = await Promise.all(
      children.flatMap((_, index) => {
        const events = sampleEvents(this.each, head + 1 + index * this.each).map((event) => ({
          ...event,
          type: "Failed",
          id: undefined,
        }));
        return ask(index, { op: "append", file, events });
      }),
    );
    const positions = answers.flatMap(({ done }) => done as number[]).sort((a, b) => a - b);
    expect(positions).toEqual(Array.from({ length: this.each * children.length }, (_, index) => head + 1 + index));
    model.events += positions.length;
  }
  toString = (): string => `all append ${this.each} at once`;
}

class Seal implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly process: number,
    readonly which: number,
  ) {}
  check = (model: Readonly<Model>): boolean => model.events > 1;
  async run(model: Model, { file }: Real): Promise<void> {
    const before = timeOf((this.which % model.events) + 1);
    const [answer, read] = await Promise.all([
      ask(this.process, { op: "archive", file, before }),
      ask((this.process + 1) % children.length, { op: "read", file }),
    ]);
    expect(answer.code).toBeUndefined();
    expect(read.done).toHaveLength(model.events);
  }
  toString = (): string => `process ${this.process} archives while another reads`;
}

class Restart implements fc.AsyncCommand<Model, Real> {
  constructor(readonly process: number) {}
  check = (): boolean => true;
  async run(_: Model, { file }: Real): Promise<void> {
    await childAt(this.process).kill();
    children[this.process] = startChild("command-child", { build });
    expect(await ask(this.process, { op: "open", file })).toEqual({ done: null });
  }
  toString = (): string => `process ${this.process} is killed and started again`;
}

class Compare implements fc.AsyncCommand<Model, Real> {
  check = (): boolean => true;
  async run(model: Model, { file }: Real): Promise<void> {
    const answers = await Promise.all(children.map((_, index) => ask(index, { op: "read", file })));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.done).toHaveLength(model.events);
  }
  toString = (): string => "all read the same";
}

const one = fc.nat({ max: 2 });
const commands = fc.commands(
  [
    fc
      .tuple(one, fc.integer({ min: 1, max: 5 }), fc.constantFrom("any", "any", "none", 0, -1, 1))
      .map(([of, count, expected]) => new Append(of, count, expected as number | "any" | "none")),
    fc.tuple(one, fc.nat(50)).map(([of, which]) => new Seal(of, which)),
    fc.constant(new Race()),
    fc.integer({ min: 1, max: 4 }).map((each) => new Crowd(each)),
    fc.constant(new Compare()),
    one.map((of) => new Restart(of)),
  ],
  { maxCommands: 12 },
);
const repeats = fc.tuple(one, fc.nat(50), fc.boolean()).map(([of, which, same]) => new Repeat(of, which, same));

let files = 0;

async function fresh(): Promise<Real> {
  const file = join(folder, `model-${files++}.db`);
  for (const [index] of children.entries()) expect(await ask(index, { op: "open", file })).toEqual({ done: null });
  return { file };
}

describe("several processes on one log", () => {
  it("are one log to each of them, whatever they do in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        const real = await fresh();
        await fc.asyncModelRun(() => ({ model: { events: 0 }, real }), list);
        expect((await verifyStore(real.file)).problems).toEqual([]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  it("give the first position back for an id that any of them used", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(repeats, { maxLength: 8 }), async (list) => {
        const real = await fresh();
        const model: Model = { events: 0 };
        await new Append(0, 5, "none").run(model, real);
        for (const command of list) await command.run(model, real);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});

describe("locks", () => {
  it("a writer that waits too long for another gets LOG_IN_USE with its process; readers never wait", async () => {
    const { file } = await fresh();
    const log = await openSqliteEventLog(file, { busyTimeout: 150 });
    await ask(0, { op: "begin", file });
    const refused = log.append(sampleEvents(1));
    expect((await log.head()).position).toBe(0);
    await expect(refused).rejects.toMatchObject({ code: "LOG_IN_USE" });
    await expect(refused).rejects.toThrow(/another process|process \d+ on .*command-child/);
    const patient = await openSqliteEventLog(file, { busyTimeout: 20_000 });
    const waited = patient.append(sampleEvents(1));
    await ask(0, { op: "commit", file });
    expect((await waited)[0]?.position).toBe(1);
    await Promise.all([log.close(), patient.close()]);
  });

  it("a reader that a whole file is kept from gets LOG_IN_USE too, with the process where the system tells", async () => {
    const file = join(folder, "seized.db");
    await (await openSqliteEventLog(file)).close();
    await ask(1, { op: "seize", file });
    const open = openSqliteEventLog(file, { readOnly: true, busyTimeout: 50 });
    await expect(open).rejects.toMatchObject({ code: "LOG_IN_USE" });
    const { pid } = childAt(1).process;
    const holder = process.platform === "linux" ? `process ${pid} on .*command-child` : "another process";
    await expect(open).rejects.toThrow(new RegExp(holder));
    await ask(1, { op: "yield" });
  });

  it("a second instance is refused with the first one's name, until that is released or killed", async () => {
    const file = join(folder, "instance.db");
    await ask(0, { op: "lock", file });
    const pid = childAt(0).process.pid;
    await expect(acquireInstanceLock(file)).rejects.toThrow(new RegExp(`in use by process ${pid} on .* a test`));
    await ask(0, { op: "release" });
    await (await acquireInstanceLock(file))();
    await ask(0, { op: "lock", file });
    await childAt(0).kill();
    children[0] = startChild("command-child", { build });
    const release = await acquireInstanceLock(file);
    expect(await ask(1, { op: "lock", file })).toMatchObject({ code: "LOG_IN_USE" });
    await release();
  });
});
