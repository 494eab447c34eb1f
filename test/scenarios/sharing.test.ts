import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { act, type Bench, openBench, PowerCut } from "../kit/bench.js";
import { feed } from "../kit/feeds.js";

let bench: Bench;
let before: ReadonlyMap<string, string>;
let serial: number;
beforeEach(async () => {
  serial = 0;
  bench = await openBench();
  before = await bench.files();
});
afterEach(() => bench.end());

const next = (...configs: string[]) => {
  serial += 1;
  return feed(serial, ...configs);
};
const config = (
  id: string,
  type: string,
  value: string,
  version = 0,
  scope = type === "UrlRewrite" ? "Site" : "Server",
) =>
  `<Config id="${id}"><ActionList><Action id="${id}.1" version="${version}" type="${type}" scope="${scope}"><Value>${value}</Value></Action></ActionList></Config>`;
const service = (...names: string[]) =>
  names.map((name) => `<service name="${name}" state="Stopped" startType="Disabled"/>`).join("");
const inRule = (name: string, path = "Default Web Site") =>
  `<rewrite path="${path}"><rules><rule name="${name}"><match url=".*"/><action type="AbortRequest"/></rule></rules></rewrite>`;
const outRule = (name: string, path = "Default Web Site") =>
  `<rewrite path="${path}"><outboundRules><rule name="${name}" preCondition="html"><match serverVariable="RESPONSE_X" pattern="(.*)"/><action type="Rewrite" value="x"/></rule><preConditions><preCondition name="html"><add input="{RESPONSE_CONTENT_TYPE}" pattern="^text/html"/></preCondition></preConditions></outboundRules></rewrite>`;
const pool = (attributes: string) => `<appPool name="MSExchangeOWAAppPool" state="Stopped"${attributes}/>`;

const three: [string, string[]][] = [
  [
    "rules in one web.config",
    [
      config("A", "UrlRewrite", inRule("a")),
      config("B", "UrlRewrite", inRule("b")),
      config("C", "UrlRewrite", outRule("c")),
    ],
  ],
  [
    "outbound rules with one precondition",
    [
      config("A", "UrlRewrite", outRule("a")),
      config("B", "UrlRewrite", outRule("b")),
      config("C", "UrlRewrite", inRule("c")),
    ],
  ],
  [
    "rules of the server",
    ["A", "B", "C"].map((id) => config(id, "UrlRewrite", inRule(id, "Default Web Site/owa"), 0, "Server")),
  ],
  [
    "one service",
    [
      config("A", "Service", service("MSExchangeUM")),
      config("B", "Service", service("MSExchangeUM", "MSExchangeUMCR")),
      config("C", "Service", service("MSExchangeUMCR")),
    ],
  ],
  [
    "a service and what depends on it",
    [
      config("A", "Service", service("MSExchangeADTopology")),
      config("B", "Service", service("MSExchangeUM")),
      config("C", "Service", service("MSExchangeUMCR", "MSExchangeADTopology")),
    ],
  ],
  [
    "dependents first",
    [
      config("A", "Service", service("MSExchangeUM")),
      config("B", "Service", service("MSExchangeADTopology")),
      config("C", "Service", service("MSExchangeUMCR")),
    ],
  ],
  [
    "one pool",
    [
      config("A", "AppPool", pool(' autoStart="false"')),
      config("B", "AppPool", pool(' startMode="OnDemand"')),
      config("C", "AppPool", pool(' autoStart="false" startMode="OnDemand"')),
    ],
  ],
  ["the same rule by three", ["A", "B", "C"].map((id) => config(id, "UrlRewrite", inRule("same")))],
];
const orders = ["ABC", "BCA", "CBA"];

describe.each(three)("%s", (_, configs) => {
  it.each(orders)("reverted in the order %s: the bytes of before", async (order) => {
    const outcomes = await bench.decided(next(...configs));
    expect(Object.values(outcomes)).toEqual(["apply Applied", "apply Applied", "apply Applied"]);
    for (const [index, id] of [...order].entries()) {
      const [outcome] = await bench.runtime.revert(id, { ...act, block: true });
      expect(outcome).toMatchObject({ ok: true });
      const rest = [...order].slice(index + 1).map((other) => `${other}.1.0`);
      expect(bench.applied().toSorted()).toEqual(rest.toSorted());
      const kept = await bench.decided();
      for (const other of rest) expect(kept[other], `${order} ${id}`).toBe("keep Applied");
    }
    expect(await bench.files()).toEqual(before);
  });

  it("upgraded, drifted and put right, then reverted: the bytes of before", async () => {
    await bench.check(next(...configs));
    const held = await bench.files();
    await bench.check(next(...configs.map((text) => text.replace('version="0"', 'version="1"'))));
    expect(await bench.files()).toEqual(held);
    for (const [path, text] of before)
      if (held.get(path) !== text) await bench.write(path, Buffer.from(text, "latin1"));
    const outcomes = Object.values(await bench.decided());
    expect(outcomes.every((one) => one.endsWith("Applied"))).toBe(true);
    expect(await bench.files()).toEqual(held);
    for (const id of "BAC") await bench.runtime.revert(id, act);
    expect(await bench.files()).toEqual(before);
  });

  it("a power cut at every write of a revert loses nothing", async () => {
    for (let cut = 0; cut < 8; cut += 1) {
      await bench.check(next(...configs));
      bench.crashAfter(cut);
      const broke = await bench.runtime.revert("B", act).then(
        () => false,
        (error) => error instanceof PowerCut,
      );
      await bench.reopen();
      await bench.check();
      expect(bench.applied().toSorted(), `cut ${cut}`).toEqual(["A.1.0", "B.1.0", "C.1.0"]);
      for (const id of orders[cut % orders.length] ?? "ABC") await bench.runtime.revert(id, act);
      expect(await bench.files(), `cut ${cut}`).toEqual(before);
      if (!broke) break;
    }
  });

  it("a power cut at every write of a check, then blocked and reverted: the bytes of before", async () => {
    for (let cut = 3; cut < 24; cut += 3) {
      bench.publish(next(...configs));
      bench.crashAfter(cut);
      const broke = await bench.check().then(
        () => false,
        (error) => error instanceof PowerCut,
      );
      await bench.reopen();
      await bench.runtime.setBlocked("Server1", ["A", "B", "C"], act);
      await bench.check();
      for (const id of "ABC") await bench.runtime.revert(id, act).catch(({ code }) => expect(code).toBe("NOT_APPLIED"));
      expect(await bench.files(), `cut ${cut}`).toEqual(before);
      await bench.runtime.setBlocked("Server1", [], act);
      if (!broke) break;
    }
  });
});

describe("a revert is refused where the host has changed since", () => {
  it("host untouched, still listed; --force overwrites", async () => {
    await bench.check(
      next(
        config("A", "UrlRewrite", inRule("a")),
        config("B", "Service", service("MSExchangeUM")),
        config("C", "AppPool", pool(' autoStart="false"')),
      ),
    );
    const web = "C/inetpub/wwwroot/web.config";
    await bench.write(web, (await bench.read(web)).replace("AbortRequest", "None"));
    await bench.write(
      "services.json",
      (await bench.read("services.json")).replace('"startType": "Disabled"', '"startType": "Manual"'),
    );
    const host = "C/Windows/System32/inetsrv/config/applicationHost.config";
    await bench.write("app-pools.json", (await bench.read("app-pools.json")).replaceAll("Stopped", "Started"));
    await bench.write(host, (await bench.read(host)).replace('autoStart="false"', 'autoStart="other"'));
    const changed = await bench.files();
    for (const id of "ABC") {
      const [outcome] = await bench.runtime.revert(id, act);
      expect(outcome).toMatchObject({ ok: false, appliedId: `${id}.1.0` });
      expect(outcome?.reason).not.toBe("");
    }
    expect(await bench.files()).toEqual(changed);
    expect(bench.applied()).toEqual(["A.1.0", "B.1.0", "C.1.0"]);
    expect((await bench.events("Failed")).map(({ data }) => (data as { code: string }).code)).toEqual([
      "HOST_CHANGED",
      "HOST_CHANGED",
      "HOST_CHANGED",
    ]);
    for (const [id, was] of [
      ["A", /web\.config was changed since; as it was, it is .*web\.config\.\d{8}-\d{6}\.bak$/],
      ["B", /^MSExchangeUM is Stopped, Manual$/],
      ["C", /^MSExchangeOWAAppPool is Started, autoStart other/],
    ] as const) {
      const outcomes = await bench.runtime.revert(id, { ...act, force: true });
      expect(outcomes).toMatchObject([{ ok: true, overwritten: [expect.stringMatching(was)] }]);
      expect((await bench.events("Reverted")).at(-1)?.data).toMatchObject({
        forced: true,
        overwritten: outcomes[0]?.overwritten,
      });
      expect((await bench.events("Reverting")).at(-1)?.data).toMatchObject({
        forced: true,
        overwrites: expect.stringMatching(/^(altered|absent): /),
      });
    }
    const now = await bench.files();
    for (const [path, text] of before) expect(now.get(path)).toBe(text);
  });
});
