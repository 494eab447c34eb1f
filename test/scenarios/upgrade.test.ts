import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { act, type Bench, openBench, PowerCut } from "../kit/bench.js";
import { feed } from "../kit/feeds.js";

let bench: Bench;
let before: ReadonlyMap<string, string>;
let serial = 0;
beforeEach(async () => {
  bench = await openBench();
  before = await bench.files();
});
afterEach(() => bench.end());

const action = (version: number, type: string, value: string, scope = "Server", id = "M1.1") =>
  `<Config id="${id.split(".")[0]}"><ActionList><Action id="${id}" version="${version}" type="${type}" scope="${scope}"><Value>${value}</Value></Action></ActionList></Config>`;
const service = (...names: string[]) =>
  names.map((name) => `<service name="${name}" state="Stopped" startType="Disabled"/>`).join("");
const rule = (name: string, pattern = ".*") =>
  `<rewrite path="Default Web Site"><rules><rule name="${name}"><match url="${pattern}"/><action type="AbortRequest"/></rule></rules></rewrite>`;
const next = (...configs: string[]) => {
  serial += 1;
  return feed(serial, ...configs);
};
const web = "C/inetpub/wwwroot/web.config";
const revertAll = (id: string) => bench.runtime.revert(id, { ...act });
const services = async () => {
  const all = await bench.json("services.json");
  return Object.fromEntries(Object.entries(all).map(([name, { state, startType }]) => [name, `${state} ${startType}`]));
};

const shapes: [string, string, string, string, string][] = [
  ["the same rule name", "UrlRewrite", rule("R", "a"), rule("R", "b"), "Site"],
  ["a renamed rule", "UrlRewrite", rule("R"), rule("S"), "Site"],
  ["a renamed rule, scope Server", "UrlRewrite", rule("R"), rule("S"), "Server"],
  ["another path", "UrlRewrite", rule("R"), rule("R").replace("Web Site", "Web Site/owa"), "Site"],
  ["fewer services", "Service", service("MSExchangeUM", "MSExchangeUMCR"), service("MSExchangeUMCR"), "Server"],
  ["more services", "Service", service("MSExchangeUM"), service("MSExchangeUM", "MSExchangeUMCR"), "Server"],
  ["other services", "Service", service("MSExchangeUM"), service("MSExchangeUMCR"), "Server"],
  [
    "a pool's settings",
    "AppPool",
    `<appPool name="MSExchangeOWAAppPool" state="Stopped" autoStart="false" startMode="OnDemand"/>`,
    `<appPool name="MSExchangeOWAAppPool" state="Stopped"/>`,
    "Server",
  ],
];

describe.each(shapes)("upgrade to %s", (_, type, one, two, scope) => {
  const first = () => next(action(3, type, one, scope));
  const second = (version = 4) => next(action(version, type, two, scope));

  it("leaves the host as the new version alone would, and its undo is that of the first", async () => {
    await bench.check(second(4));
    const wanted = await bench.files();
    await revertAll("M1");
    expect(await bench.files()).toEqual(before);
    expect(await bench.decided(first())).toEqual({ "M1.1.3": "apply Applied" });
    expect(await bench.decided(second(4))).toEqual({ "M1.1.4": "upgrade Applied" });
    expect(bench.applied()).toEqual(["M1.1.4"]);
    expect((await bench.events("Applied")).at(-1)?.data).toMatchObject({ appliedId: "M1.1.4", replaces: "M1.1.3" });
    expect(await bench.files()).toEqual(wanted);
    await revertAll("M1");
    expect(await bench.files()).toEqual(before);
  });

  it("works downwards", async () => {
    await bench.check(second(9));
    expect(await bench.decided(first())).toEqual({ "M1.1.3": "upgrade Applied" });
    expect(bench.applied()).toEqual(["M1.1.3"]);
    await revertAll("M1");
    expect(await bench.files()).toEqual(before);
  });

  it("survives a power cut at every write, and reverts to the bytes of before", async () => {
    await bench.check(second(4));
    const wanted = await bench.files();
    await revertAll("M1");
    for (let cut = 0; cut < 20; cut += 1) {
      await bench.check(first());
      bench.publish(second(4));
      bench.crashAfter(cut);
      const broke = await bench.check().then(
        () => false,
        (error) => error instanceof PowerCut,
      );
      await bench.reopen();
      await bench.check();
      expect(bench.applied(), `cut ${cut}`).toEqual(["M1.1.4"]);
      expect(await bench.files(), `cut ${cut}`).toEqual(wanted);
      await revertAll("M1");
      expect(await bench.files(), `cut ${cut}`).toEqual(before);
      if (!broke) break;
    }
  });

  it("through three versions, and a power cut at every write of the revert: the bytes of before", async () => {
    for (let cut = 0; cut < 12; cut += 1) {
      for (const [version, value] of [one, two, one.replace('"R"', '"T"')].entries())
        await bench.check(next(action(version, type, value, scope)));
      expect(bench.applied(), `cut ${cut}`).toEqual(["M1.1.2"]);
      bench.crashAfter(cut);
      const broke = await revertAll("M1").then(
        () => false,
        (error) => error instanceof PowerCut,
      );
      await bench.reopen();
      if (broke) await revertAll("M1");
      expect(await bench.files(), `cut ${cut}`).toEqual(before);
      expect(bench.applied()).toEqual([]);
      if (!broke) break;
    }
  });

  it("with the same version but other content, converges and reverts", async () => {
    await bench.check(first());
    await bench.check(second(3));
    expect(bench.applied()).toEqual(["M1.1.3"]);
    await revertAll("M1");
    expect(await bench.files()).toEqual(before);
  });
});

describe("an upgrade beside others", () => {
  it("gives back what it no longer names, though others are on the same path", async () => {
    const other = action(0, "UrlRewrite", rule("Other"), "Site", "M2.1");
    await bench.check(next(action(0, "UrlRewrite", rule("R"), "Site"), other));
    await bench.check(next(action(1, "UrlRewrite", rule("S"), "Site"), other));
    expect(await bench.read(web)).not.toContain('name="R"');
    await revertAll("M2");
    await revertAll("M1");
    expect(await bench.files()).toEqual(before);
  });

  it("hands what it no longer names to who holds it too", async () => {
    const other = action(0, "Service", service("MSExchangeUMCR"), "Server", "M2.1");
    const first = action(0, "Service", service("MSExchangeADTopology"), "Server", "M0.1");
    await bench.check(next(first, action(0, "Service", service("MSExchangeUM", "MSExchangeUMCR")), other));
    await bench.check(next(first, action(1, "Service", service("MSExchangeUM")), other));
    expect((await services()).MSExchangeUMCR).toBe("Stopped Disabled");
    for (const id of ["M1", "M2", "M0"]) await revertAll(id);
    expect(await bench.files()).toEqual(before);
  });
});

describe("upgrade to another type", () => {
  it("gives the old back and reverts to before", async () => {
    await bench.check(next(action(0, "Service", service("MSExchangeUM"))));
    await bench.check(next(action(1, "UrlRewrite", rule("R"), "Site")));
    expect(bench.applied()).toEqual(["M1.1.1"]);
    expect((await services()).MSExchangeUM).toBe("Running Automatic");
    await revertAll("M1");
    expect(await bench.files()).toEqual(before);
  });

  it("even to DoNothing", async () => {
    await bench.check(next(action(0, "Service", service("MSExchangeUM"))));
    await bench.check(next(action(1, "DoNothing", "DoNothing")));
    expect(bench.applied()).toEqual(["M1.1.1"]);
    expect(await bench.files()).toEqual(before);
  });
});

describe("an upgrade that fails", () => {
  it("leaves the old listed and in place, and is not forgotten", async () => {
    await bench.check(next(action(0, "UrlRewrite", rule("R"), "Site")));
    const held = await bench.read(web);
    expect(await bench.decided(next(action(1, "UrlRewrite", rule("R", "("), "Site")))).toEqual({
      "M1.1.1": "unsupported Failed",
    });
    expect(bench.applied()).toEqual(["M1.1.0"]);
    expect(await bench.read(web)).toBe(held);
    expect(await bench.decided(next(action(2, "UrlRewrite", rule("R", "("), "Site").replaceAll('"("', '"x"')))).toEqual(
      {
        "M1.1.2": "upgrade Applied",
      },
    );
    await revertAll("M1");
    expect(await bench.files()).toEqual(before);
  });

  it("meets a namesake of somebody else: Failed, untouched", async () => {
    const text = await bench.read(web);
    const foreign = text.replace(
      "<httpRedirect",
      '<rewrite><rules><rule name="S"><match url="theirs"/><action type="None"/></rule></rules></rewrite>\n    <httpRedirect',
    );
    await bench.write(web, foreign);
    await bench.check(next(action(0, "UrlRewrite", rule("R"), "Site")));
    const held = await bench.read(web);
    const outcomes = await bench.decided(next(action(1, "UrlRewrite", rule("S"), "Site")));
    expect(outcomes).toEqual({ "M1.1.1": "upgrade Failed" });
    expect(bench.applied()).toEqual(["M1.1.0"]);
    expect(await bench.read(web)).toBe(held);
    await revertAll("M1");
    expect(await bench.read(web)).toBe(foreign);
  });
});
