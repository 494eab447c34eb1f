import type { Difference } from "@stopgap/core";
import { expect, it } from "vitest";
import { differenceText } from "./difference-text.js";

it("steers no terminal, whatever the log of others holds", () => {
  const hostile = "\u001b[2J\u009b0m\nforged\u202e";
  const outcome = { decision: "apply", status: "Applied", reason: hostile, handling: null } as const;
  const difference: Difference = {
    position: 3,
    time: "2026-11-21T18:00:00.000Z",
    cycle: null,
    server: hostile,
    mitigation: "M1",
    appliedId: hostile,
    type: "UrlRewrite",
    recorded: outcome,
    would: { ...outcome, decision: null },
    certain: true,
  };
  const lines = differenceText([difference]).split("\n");
  expect(lines).toHaveLength(5);
  expect(lines.join("")).not.toMatch(/[\p{Cc}\u202e]/u);
});
