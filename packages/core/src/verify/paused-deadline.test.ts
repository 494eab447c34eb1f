import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startDeadline } from "./paused-deadline.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("counts what was not paused", () => {
  const end = vi.fn<() => void>();
  const deadline = startDeadline(100, end);
  vi.advanceTimersByTime(60);
  deadline.pause();
  deadline.pause();
  vi.advanceTimersByTime(1000);
  deadline.resume();
  vi.advanceTimersByTime(1000);
  deadline.resume();
  vi.advanceTimersByTime(39);
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(end).toHaveBeenCalledTimes(1);
});

it("is over when it is cleared, also while it is paused", () => {
  const end = vi.fn<() => void>();
  const deadline = startDeadline(100, end);
  deadline.pause();
  deadline.clear();
  deadline.resume();
  startDeadline(100, end).clear();
  vi.advanceTimersByTime(1000);
  expect(end).not.toHaveBeenCalled();
});
