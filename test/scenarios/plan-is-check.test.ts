import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { act, type Bench, type BenchOptions, openBench } from "../kit/bench.js";
import { feed, inbound, ping, pool } from "../kit/feeds.js";

let bench: Bench;
let original: ReadonlyMap<string, string>;
beforeEach(async () => {
  bench = await openBench();
  original = await bench.files();
});
afterEach(() => bench.end());

const web = "C/inetpub/wwwroot/web.config";
const onDisk = (path: string) => path.toLowerCase().replace(":", "").replaceAll("\\", "/");
const reopen = (options: BenchOptions) => bench.reopen(options);

/** The plan, then the check: they say the same, and the check changes what the plan showed. */
async function planned() {
  const before = await bench.files();
  const plan = await bench.runtime.plan();
  expect(await bench.files()).toEqual(before);
  const done = await bench.check();
  const said = (outcomes: typeof done) =>
    outcomes.map(({ appliedId, decision, status, reason }) => ({ appliedId, decision, status, reason }));
  expect(said(plan.mitigations)).toEqual(said(done));
  const after = await bench.files();
  const shown = Object.values(plan.changes).flatMap(({ files }) => files);
  for (const [path, text] of after) {
    if (before.get(path) === text) continue;
    const last = shown.findLast((file) => onDisk(file.path) === path.toLowerCase());
    expect(Buffer.from(last?.after ?? []).toString("latin1"), path).toBe(text);
  }
  return { plan, rows: Object.fromEntries(said(done).map((row) => [row.appliedId, `${row.decision} ${row.status}`])) };
}

describe("plan says what check then does", () => {
  it("of what is new, kept and put back", async () => {
    bench.publish(feed(1, ping, inbound, pool));
    expect((await planned()).rows).toEqual({
      PING1: "apply Applied",
      "M1.1.0": "apply Applied",
      "M4.1.2": "apply Applied",
    });
    await bench.write(web, original.get(web) ?? "");
    expect((await planned()).rows).toMatchObject({ "M1.1.0": "reapply Applied", "M4.1.2": "keep Applied" });
  });

  it("of drift that is only reported", async () => {
    await bench.check(feed(1, inbound, pool));
    await bench.write(web, original.get(web) ?? "");
    await reopen({ policy: { drift: { UrlRewrite: "report" } } });
    const { plan, rows } = await planned();
    expect(rows).toEqual({ "M1.1.0": "reapply Failed", "M4.1.2": "keep Applied" });
    expect(plan.changes).toEqual({});
  });

  it.each(["keep", "revert"] as const)("of what is retired, onRetired: %s", async (onRetired) => {
    await reopen({ policy: { onRetired } });
    await bench.check(feed(1, inbound, pool));
    bench.publish(feed(2, ping));
    const { plan, rows } = await planned();
    expect(rows).toMatchObject({ "M1.1.0": "retire NotApplicable", "M4.1.2": "retire NotApplicable" });
    const gone = plan.changes["M1.1.0"]?.files.map(({ path }) => onDisk(path)) ?? [];
    expect(gone).toEqual(onRetired === "keep" ? [] : [web.toLowerCase()]);
    if (onRetired === "revert") expect(await bench.files()).toEqual(original);
  });

  it("of what cannot be reverted though it is retired", async () => {
    await reopen({ policy: { onRetired: "revert" } });
    await bench.check(feed(1, inbound));
    await bench.write(web, (await bench.read(web)).replace("AbortRequest", "None"));
    bench.publish(feed(2, ping));
    expect((await planned()).rows).toMatchObject({ "M1.1.0": "retire Failed" });
    expect(bench.applied()).toEqual(["M1.1.0", "PING1"]);
  });

  it("of what is gone while it is held back", async () => {
    await bench.check(feed(1, inbound, pool));
    await bench.write(web, original.get(web) ?? "");
    await bench.runtime.setEnabled(null, false, act);
    expect((await planned()).rows).toEqual({ "M1.1.0": "skip-disabled Disabled", "M4.1.2": "skip-disabled Applied" });
    expect(bench.applied()).toEqual(["M4.1.2"]);
  });
});
