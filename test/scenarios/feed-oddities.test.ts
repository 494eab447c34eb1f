import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { act, type Bench, openBench } from "../kit/bench.js";
import { feed, inbound, ping, plainFeed } from "../kit/feeds.js";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.end());

const um = '<service name="MSExchangeUM" state="Stopped" startType="Disabled"/>';
const action = (attributes: string, value = um) => `<Action ${attributes}><Value>${value}</Value></Action>`;
const config = (attributes: string, ...actions: string[]) =>
  `<Config ${attributes}><ActionList>${actions.join("")}</ActionList></Config>`;
const service = 'type="Service" scope="Server"';
const rule = (inner: string, attributes = 'name="R"') =>
  `<rewrite path="Default Web Site"><rules><rule ${attributes}>${inner}</rule></rules></rewrite>`;
const abort = '<action type="AbortRequest"/>';

const at = (milliseconds: number) => new Date(milliseconds).toISOString();
const headed = (serial: number | string, issued: number, expires: number, ...configs: string[]) =>
  `<EOCS version="1.1.0" serial="${serial}" issued="${at(issued)}" expires="${at(expires)}">${configs.join("")}</EOCS>`;
const refusal = async (xml?: string) => {
  const error = await bench.check(xml).then(
    () => null,
    (caught: { code?: string }) => caught,
  );
  return error === null ? "accepted" : error.code;
};

describe("what cannot be understood is Failed by itself, and the rest goes on", () => {
  it.each([
    [
      "duplicate Config ids",
      config('id="M1"', action(`id="a" ${service}`)) + config('id="m1"', action(`id="b" ${service}`)),
      2,
    ],
    ["duplicate action ids", config('id="M1"', action(`id="x" ${service}`), action(`id="X" ${service}`)), 2],
    ["no Config id", config("", action(`id="a" ${service}`)), 1],
    ["several actions without ids", config('id="M1"', action(service), action(service)), 2],
    ["no scope", config('id="M1"', action('id="a" type="Service"')), 1],
    ["no type", config('id="M1"', action('id="a" scope="Server"')), 1],
    ["no Value", config('id="M1"', `<Action id="a" ${service}/>`), 1],
    ["a version that is none", config('id="M1"', action(`id="a" version="x" ${service}`)), 1],
    [
      "a range that is none",
      config('id="M1"', action(`id="a" ${service}`)).replace("<ActionList>", '<AppliesTo lowest="15.2"/><ActionList>'),
      1,
    ],
    ["an empty Value", config('id="M1"', action(`id="a" ${service}`, "")), 1],
    ["a state of its own", config('id="M1"', action(`id="a" ${service}`, um.replace("Stopped", "stopped"))), 1],
    ["a start type of its own", config('id="M1"', action(`id="a" ${service}`, um.replace("Disabled", "Manual"))), 1],
    ["a service twice", config('id="M1"', action(`id="a" ${service}`, um + um.replace("UM", "um"))), 1],
    [
      "a pool with a state of its own",
      config(
        'id="M1"',
        action('id="a" type="AppPool" scope="Server"', '<appPool name="MSExchangeECPAppPool" state="Started"/>'),
      ),
      1,
    ],
    ["a type in other case", config('id="M1"', action('id="a" type="service" scope="Server"')), 1],
    [
      "an element of another namespace",
      config('id="M1"', action(`id="a" ${service}`, um.replace("<service", '<service xmlns="urn:x"'))),
      1,
    ],
    [
      "match url=*",
      config(
        'id="M1"',
        action(
          'id="a" type="UrlRewrite" scope="Site"',
          rule(`<match url="*"/>${abort}`, 'name="R" patternSyntax="Wildcard"'),
        ),
      ),
      1,
    ],
    [
      "a pattern that does not compile",
      config('id="M1"', action('id="a" type="UrlRewrite" scope="Site"', rule(`<match url="("/>${abort}`))),
      1,
    ],
    [
      "no rule at all",
      config(
        'id="M1"',
        action('id="a" type="UrlRewrite" scope="Site"', '<rewrite path="Default Web Site"><rules/></rewrite>'),
      ),
      1,
    ],
    [
      "a name twice",
      config(
        'id="M1"',
        action(
          'id="a" type="UrlRewrite" scope="Site"',
          rule(`<match url="a"/>${abort}</rule><rule name="r"><match url="b"/>${abort}`),
        ),
      ),
      1,
    ],
    [
      "an unknown rule attribute",
      config('id="M1"', action('id="a" type="UrlRewrite" scope="Site"', rule(`<match url="a" flags="g"/>${abort}`))),
      1,
    ],
    [
      "an unknown rule element",
      config('id="M1"', action('id="a" type="UrlRewrite" scope="Site"', rule(`<match url="a"/><else/>${abort}`))),
      1,
    ],
    [
      "a clear",
      config(
        'id="M1"',
        action(
          'id="a" type="UrlRewrite" scope="Site"',
          rule(`<match url="a"/>${abort}`).replace("<rules>", "<rules><clear/>"),
        ),
      ),
      1,
    ],
    [
      "two rewrites",
      config('id="M1"', action('id="a" type="UrlRewrite" scope="Site"', rule(`<match url="a"/>${abort}`).repeat(2))),
      1,
    ],
    [
      "a path that leads out",
      config(
        'id="M1"',
        action('id="a" type="UrlRewrite" scope="Site"', rule(`<match url="a"/>${abort}`).replace("Site", "Site/../..")),
      ),
      1,
    ],
  ])("%s", async (_, odd, count) => {
    const before = await bench.files();
    const outcomes = await bench.check(feed(1, odd, ping));
    expect(outcomes.map(({ status }) => status)).toEqual([...Array<string>(count).fill("Failed"), "Applied"]);
    expect(await bench.files()).toEqual(before);
    for (const { reason } of outcomes) {
      expect(reason.length).toBeLessThanOrEqual(1000);
      expect(reason).toMatch(/^[^\p{Cc}]+$/u);
    }
    const failed = (await bench.events("Failed")).map(({ data }) => data);
    expect(failed).toHaveLength(count);
    for (const data of failed)
      expect(data).toMatchObject({
        stage: expect.any(String),
        code: expect.stringMatching(/^[A-Z_]+$/),
        message: expect.any(String),
      });
  });

  it("of several actions of one Config one fails and the others are applied", async () => {
    const several = config(
      'id="M1"',
      action(`id="M1.1" ${service}`),
      action(`id="M1.2" ${service}`, um.replace("UM", "Nobody")),
      action('id="M1.3" type="UrlRewrite" scope="Site"', rule(`<match url=".*"/>${abort}`)),
    );
    expect(await bench.decided(feed(1, several))).toEqual({
      "M1.1.0": "apply Applied",
      "M1.2.0": "apply Failed",
      "M1.3.0": "apply Applied",
    });
    expect(bench.applied()).toEqual(["M1.1.0", "M1.3.0"]);
    const reverted = await bench.runtime.revert("M1", act);
    expect(reverted.map(({ appliedId, ok }) => [appliedId, ok])).toEqual([
      ["M1.3.0", true],
      ["M1.1.0", true],
    ]);
  });

  it("unknown elements and attributes around actions are as good as none", async () => {
    const odd = inbound
      .replace("<ActionList>", "<Future a='1'><Action/></Future><ActionList>")
      .replace("<Config ", '<Config severity="high" ');
    expect(
      await bench.decided(feed(1, odd).replace("<EOCS ", '<EOCS more="1" ').replace("</EOCS>", "<Other/></EOCS>")),
    ).toEqual({ "M1.1.0": "apply Applied" });
  });

  it("a feed shrunk to nothing retires what was applied", async () => {
    await bench.check(feed(1, inbound, ping));
    expect(await bench.decided(feed(2))).toEqual({ "M1.1.0": "retire NotApplicable", PING1: "retire NotApplicable" });
    expect(bench.applied()).toEqual([]);
  });

  it("names every object has are ids like others", async () => {
    const ids = ["constructor", "toString", "hasOwnProperty"];
    const outcomes = await bench.decided(
      feed(
        1,
        ...ids.map((id) =>
          config(`id="${id}"`, '<Action type="DoNothing" scope="Server"><Value>DoNothing</Value></Action>'),
        ),
      ),
    );
    expect(outcomes).toEqual(Object.fromEntries(ids.map((id) => [id, "apply Applied"])));
    expect(bench.applied()).toEqual(ids);
    expect(await bench.decided()).toEqual(Object.fromEntries(ids.map((id) => [id, "keep Applied"])));
  });

  it("an action of 1000 services, and a feed of 500 mitigations", async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `Service${index}`);
    const table = Object.fromEntries(
      names.map((name) => [name, { state: "Running", startType: "Automatic", dependents: [] }]),
    );
    await bench.write("services.json", JSON.stringify(table));
    const before = await bench.files();
    const many = config(
      'id="M1"',
      action(`id="M1.1" ${service}`, names.map((name) => um.replace("MSExchangeUM", name)).join("")),
    );
    const others = Array.from({ length: 500 }, (_, index) => ping.replace('"PING1"', `"P${index}"`));
    const outcomes = await bench.check(feed(1, many, ...others));
    expect(outcomes.filter(({ status }) => status !== "Applied")).toEqual([]);
    await bench.runtime.revert("M1", act);
    expect(await bench.files()).toEqual(before);
  });
});

describe("freshness", () => {
  const day = 86_400_000;
  const minute = 60_000;

  it.each(["0", "-1", "01", "1.0", "1e3", "9007199254740992", "+1", " 1", "", "٣"])(
    "serial %j is refused",
    async (serial) => {
      const now = bench.clock.getTime();
      expect(await refusal(headed(serial, now, now + day, ping))).toBe("DOCUMENT_SERIAL_INVALID");
      expect(bench.applied()).toEqual([]);
    },
  );

  it("the highest serial there is is accepted, and nothing after it but itself", async () => {
    const now = bench.clock.getTime();
    const last = headed("9007199254740991", now, now + day, ping);
    expect(await refusal(last)).toBe("accepted");
    expect(await refusal(headed("9007199254740990", now, now + day, ping))).toBe("DOCUMENT_ROLLBACK");
    expect(await refusal(last)).toBe("accepted");
  });

  it("expired, issued ahead, rolled back, forked; what is applied stays and the serial does not move", async () => {
    const now = bench.clock.getTime();
    const good = headed(5, now - minute, now + day, ping, inbound);
    expect(await refusal(good)).toBe("accepted");
    expect(await refusal(headed(9, now - day, now - 1, ping))).toBe("DOCUMENT_EXPIRED");
    expect(await refusal(headed(9, now + 5 * minute + 1000, now + day, ping))).toBe("DOCUMENT_ISSUED_AHEAD");
    expect(await refusal(headed(4, now, now + day, ping))).toBe("DOCUMENT_ROLLBACK");
    expect(await refusal(headed(5, now - minute, now + day, ping))).toBe("DOCUMENT_FORK");
    expect(await refusal(plainFeed(ping))).toBe("DOCUMENT_ROLLBACK");
    expect(bench.applied()).toEqual(["PING1", "M1.1.0"]);
    expect(await refusal(good)).toBe("accepted");
    expect(await refusal(headed(6, now + 5 * minute, now + day, ping))).toBe("accepted");
    const failed = (await bench.events("Failed")).map(({ data, actor }) => [data, actor]);
    for (const [data, actor] of failed) {
      expect(data).toMatchObject({ stage: "verify", code: expect.any(String), message: expect.any(String) });
      expect(actor).toBeNull();
    }
  });

  it("the clock never counts as earlier than the newest event", async () => {
    const now = bench.clock.getTime();
    expect(await refusal(headed(1, now, now + minute, ping))).toBe("accepted");
    bench.clock = new Date(now + 2 * minute);
    expect(await refusal()).toBe("DOCUMENT_EXPIRED");
    bench.clock = new Date(now - 30 * day);
    await bench.reopen();
    expect(await refusal()).toBe("DOCUMENT_EXPIRED");
    const times = (await bench.events()).map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
    expect(Date.parse(times.at(-1) ?? "")).toBeGreaterThanOrEqual(now + 2 * minute);
  });

  it("half a head is refused", async () => {
    const now = bench.clock.getTime();
    const whole = headed(1, now, now + day, ping);
    expect(await refusal(whole.replace(/ serial="1"/, ""))).toBe("DOCUMENT_SERIAL_INVALID");
    expect(await refusal(whole.replace(/ issued="[^"]*"/, ""))).toBe("DOCUMENT_TIME_INVALID");
    expect(await refusal(whole.replace(/ expires="[^"]*"/, ""))).toBe("DOCUMENT_TIME_INVALID");
    expect(await refusal(whole.replace('Z" expires', '+00:00" expires'))).toBe("DOCUMENT_TIME_INVALID");
    expect(await refusal(plainFeed(ping))).toBe("accepted");
    expect(await refusal(plainFeed(inbound))).toBe("accepted");
    expect(await refusal(whole)).toBe("accepted");
    expect(await refusal(plainFeed(ping))).toBe("DOCUMENT_ROLLBACK");
  });
});
