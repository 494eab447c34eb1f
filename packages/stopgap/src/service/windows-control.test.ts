import { expect, it } from "vitest";
import { type ServiceFunctions, windowsControl } from "./windows-control.js";

/** A service manager that starts the process and shows the states it is told: 1 stopped, 2 starting, 3 stopping, 4 running. */
function manager() {
  const told: (readonly number[])[] = [];
  let control: (code: number) => number = () => -1;
  let end: (value: boolean) => void = () => undefined;
  const functions: ServiceFunctions = {
    dispatch(_, main) {
      setImmediate(main);
      return new Promise((resolve) => {
        end = resolve;
      });
    },
    register(_, handler) {
      control = handler;
      return "handle";
    },
    setStatus(handle, status) {
      expect(handle).toBe("handle");
      const [, state = 0, accepted = 0, exit = 0, specific = 0] = Array.from({ length: 7 }, (_, index) =>
        status.readUInt32LE(index * 4),
      );
      told.push(exit === 0 ? [state, accepted] : [state, accepted, exit, specific]);
      if (state === 1) end(true);
    },
  };
  return { functions, told, control: (code: number) => control(code) };
}

it("tells the manager each state, and is stopped by it", async () => {
  const { functions, told, control } = manager();
  const service = await windowsControl(async () => functions);
  await service.ready("ready");
  expect(service.stopRequested.aborted).toBe(false);
  expect([control(4), control(2)]).toEqual([0, 120]);
  const requested = new Promise((resolve) => service.stopRequested.addEventListener("abort", resolve));
  expect(control(1)).toBe(0);
  await requested;
  expect(service.stopRequested.reason).toBe("service stop");
  await service.stopping();
  await service.stopped(0);
  expect(told).toEqual([
    [2, 0],
    [4, 5],
    [3, 0],
    [3, 0],
    [1, 0],
  ]);
});

it("tells the manager with which exit status it failed, so that it starts the service anew", async () => {
  const { functions, told } = manager();
  await (await windowsControl(async () => functions)).stopped(5);
  expect(told).toEqual([
    [2, 0],
    [1, 0, 1066, 5],
  ]);
});

it("refuses where no service manager started the process, or nothing can be called", async () => {
  const { functions } = manager();
  const alone = windowsControl(async () => ({ ...functions, dispatch: async () => false }));
  await expect(alone).rejects.toMatchObject({ code: "SERVICE_REFUSED" });
  const missing = windowsControl(() => Promise.reject(new Error("no koffi")));
  await expect(missing).rejects.toThrow("the package koffi is missing");
});
