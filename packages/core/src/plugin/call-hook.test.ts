import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StopgapError } from "../errors/stopgap-error.js";
import { callHook, deadlineOf } from "./call-hook.js";
import { asClaims, asInspection, asLines, asNothing, asUndo, type Validate } from "./hook-results.js";
import type { Host } from "./host.js";
import { holdRejectionWatch } from "./leaked-rejections.js";
import { PluginError } from "./plugin-error.js";

const plugin = { type: "Test" };

function makeHost(signal: AbortSignal): Host {
  return {
    kind: "sandbox",
    readFile: async () => null,
    writeFile: async () => {},
    run: async () => ({ code: 0, stdout: "", stderr: "" }),
    now: () => new Date(0),
    log: () => {},
    signal,
  };
}

function call<T>(run: (host: Host) => unknown, validate: Validate<T>, deadline = 10_000): Promise<T> {
  return callHook(plugin, "apply", deadline, run, makeHost, validate);
}

const never = new Promise<never>(() => {});

describe("a hook", () => {
  it("gives its result, made at once or later", async () => {
    expect(await call(() => ({ a: 1 }), asUndo)).toEqual({ a: 1 });
    expect(await call(async () => ({ a: 1 }), asUndo)).toEqual({ a: 1 });
  });

  it("that never settles is over at its deadline, and its signal has fired", async () => {
    let seen: AbortSignal | null = null;
    const running = call(
      (host) => {
        seen = host.signal;
        return never;
      },
      asNothing,
      5,
    );
    await expect(running).rejects.toMatchObject({ code: "PLUGIN_TIMEOUT" });
    expect(seen).toMatchObject({ aborted: true, reason: { code: "PLUGIN_TIMEOUT" } });
  });

  it.each([
    ["an error", new Error("oh\nno\u0007"), "PLUGIN_FAILED", "oh no"],
    ["text", "oh no", "PLUGIN_FAILED", "oh no"],
    ["nothing", undefined, "PLUGIN_FAILED", "undefined"],
    ["its own code", new PluginError("OWN_CODE", "what\r\nto do"), "OWN_CODE", "what to do"],
    ["a code that is none", new PluginError("not a code", "x"), "PLUGIN_FAILED", "x"],
    ["a code of its copy", Object.assign(new Error("x"), { name: "PluginError", code: "COPY" }), "COPY", "x"],
    ["a host's refusal", new StopgapError("HOST_PATH_REFUSED", "x"), "HOST_PATH_REFUSED", "x"],
    [
      "a trap",
      new Proxy(new Error("x"), {
        get: () => {
          throw new Error("trap");
        },
      }),
      "PLUGIN_FAILED",
      "cannot be shown",
    ],
  ])("that throws %s, at once or later, fails with a code and one line", async (_, thrown, code, message) => {
    const throwing = [
      () => {
        throw thrown;
      },
      async () => {
        throw thrown;
      },
    ];
    for (const run of throwing) {
      const error = await call(run, asNothing).then(
        () => null,
        (reason: unknown) => reason as StopgapError,
      );
      expect(error?.code).toBe(code);
      expect(error?.message).toContain(message);
      expect(error?.message).not.toMatch(/\p{Cc}/u);
    }
  });

  it("has a message of at most 1,000 characters", async () => {
    const error = await call(() => Promise.reject(new Error("x".repeat(5000))), asNothing).catch(
      (reason: Error) => reason,
    );
    expect((error as Error).message.length).toBe(1000);
  });

  it("holds a host that is closed once it has settled", async () => {
    const kept = await call(
      (host) => {
        queueMicrotask(() => {});
        return Promise.resolve(host);
      },
      (result) => result as Host,
    );
    expect(kept.signal.aborted).toBe(true);
    await expect(kept.readFile("C:\\x")).rejects.toMatchObject({ code: "PLUGIN_FAILED" });
    await expect(kept.writeFile("C:\\x", null)).rejects.toMatchObject({ code: "PLUGIN_FAILED" });
    await expect(kept.run("x", [])).rejects.toMatchObject({ code: "PLUGIN_FAILED" });
  });

  it("leaves no listener behind", async () => {
    const before = process.listenerCount("unhandledRejection");
    await call(() => 1, asNothing);
    await call(() => Promise.reject(new Error("x")), asNothing).catch(() => {});
    expect(process.listenerCount("unhandledRejection")).toBe(before);
  });
});

describe("a leaked rejection", () => {
  let others: NodeJS.UnhandledRejectionListener[] = [];
  beforeEach(() => {
    others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
  });
  afterEach(() => {
    for (const listener of others) process.on("unhandledRejection", listener);
  });

  it("fails its own hook, and no other", async () => {
    const other = call(() => new Promise((resolve) => setTimeout(() => resolve("fine"), 20)), String);
    const leaky = call(() => {
      void Promise.reject(new Error("leaked"));
    }, asNothing);
    await expect(leaky).rejects.toMatchObject({ code: "PLUGIN_FAILED", message: expect.stringContaining("leaked") });
    expect(await other).toBe("fine");
    expect(process.listenerCount("unhandledRejection")).toBe(0);
  });

  it("that comes after the hook has ended is logged while the watch is held", async () => {
    const release = holdRejectionWatch();
    const logged = new Promise<string>((resolve) => {
      const leakLater = () => {
        setTimeout(() => Promise.reject(new Error("late")), 5);
      };
      void callHook(plugin, "apply", 10_000, leakLater, (signal) => ({ ...makeHost(signal), log: resolve }), asNothing);
    });
    expect(await logged).toBe("the apply hook of Test left a rejection unhandled after it had ended");
    release();
    release();
    expect(process.listenerCount("unhandledRejection")).toBe(0);
  });

  it("of somebody else takes the course it would take without us", () => {
    const release = holdRejectionWatch();
    const [watch] = process.listeners("unhandledRejection");
    const tell = () => watch?.(new Error("not a plugin's"), Promise.resolve());
    expect(tell).toThrow("not a plugin's");
    const seen = () => {};
    process.on("unhandledRejection", seen);
    expect(tell).not.toThrow();
    process.off("unhandledRejection", seen);
    release();
  });
});

describe("results", () => {
  it.each([null, undefined, {}, { state: "there" }, { state: "absent", detail: 3 }, [], "absent"])(
    "%j is no inspection",
    async (result) => {
      await expect(call(() => result, asInspection)).rejects.toMatchObject({ code: "PLUGIN_NONSENSE" });
    },
  );

  it("an inspection has one line of detail and nothing else", () => {
    expect(asInspection({ state: "altered", detail: "a\nb", more: 1 })).toEqual({ state: "altered", detail: "a b" });
    expect(asInspection({ state: "absent", detail: undefined })).toEqual({ state: "absent" });
  });

  const circle: unknown[] = [];
  circle.push(circle);
  it.each([
    ["undefined", undefined],
    ["a function", () => {}],
    ["a date", { at: new Date() }],
    ["a map", new Map()],
    ["NaN", [Number.NaN]],
    ["a big integer", 1n],
    ["an undefined member", { a: undefined }],
    ["a hole", Object.assign([], { length: 2 })],
    ["a circle", circle],
    ["bytes", new Uint8Array(2)],
    [
      "a class",
      new (class Undo {
        a = 1;
      })(),
    ],
  ])("%s is no undo record", (_, result) => {
    expect(() => asUndo(result)).toThrow();
  });

  it("an undo record is a copy", () => {
    const undo = { a: [null, true, 1.5, "ü\ud800"], b: {} };
    expect(asUndo(undo)).toEqual(undo);
    expect(asUndo(undo)).not.toBe(undo);
    expect(asUndo(null)).toBeNull();
  });

  it("lists are lists of texts", () => {
    expect(asLines(["a\nb"])).toEqual(["a b"]);
    expect(asClaims(["service:x", "service:x"])).toEqual(["service:x"]);
    for (const nonsense of [null, "x", [1], Object.assign([], { length: 1 })])
      expect(() => asLines(nonsense)).toThrow();
    expect(() => asClaims([""])).toThrow();
  });
});

describe("a deadline", () => {
  it("is ten seconds where the plugin names none that can be kept", () => {
    expect(deadlineOf({}, "apply")).toBe(10_000);
    expect(deadlineOf({ deadlines: { apply: 5 } }, "apply")).toBe(5);
    expect(deadlineOf({ deadlines: { apply: Number.NaN } }, "apply")).toBe(10_000);
    expect(deadlineOf({ deadlines: { apply: Number.POSITIVE_INFINITY } }, "apply")).toBe(2 ** 31 - 1);
  });
});
