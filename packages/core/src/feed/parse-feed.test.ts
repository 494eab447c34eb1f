import { describe, expect, it } from "vitest";
import { StopgapError } from "../errors/stopgap-error.js";
import type { SignedBytes } from "../verify/signature/signed-bytes.js";
import type { Action, Feed } from "./feed.js";
import { parseFeed } from "./parse-feed.js";

function parse(inner: string, head = 'version="1.0"'): Feed {
  return parseFeed(Buffer.from(`<EOCS ${head}>${inner}</EOCS>`) as unknown as SignedBytes);
}

function refusedHead(head: string): string {
  try {
    parse("", head);
    return "parsed";
  } catch (error) {
    return error instanceof StopgapError ? error.code : String(error);
  }
}

function action(attributes: string, value = "<Value>v</Value>", config = 'id="M1"', before = ""): Action {
  const feed = parse(
    `<Config ${config}>${before}<ActionList><Action ${attributes}>${value}</Action></ActionList></Config>`,
  );
  const [first] = feed.mitigations[0]?.actions ?? [];
  if (first === undefined) throw new Error("no action");
  return first;
}

const good = 'id="M1.1" type="T" scope="Server"';
const dates = 'issued="2026-11-21T00:00:00Z" expires="2026-12-21T00:00:00.5Z"';

describe("the root", () => {
  it("tells the profiles apart", () => {
    expect(parse("", 'version="1.0.4"')).toEqual({
      profile: "EOCS 1.0",
      version: "1.0.4",
      serial: null,
      issued: null,
      expires: null,
      mitigations: [],
    });
    expect(parse("", `version="1.1.0" serial="9007199254740991" ${dates}`)).toMatchObject({
      profile: "EOCS 1.1",
      serial: 9007199254740991,
      issued: "2026-11-21T00:00:00.000Z",
      expires: "2026-12-21T00:00:00.500Z",
    });
  });

  it.each([
    "0",
    "-1",
    "01",
    "1.0",
    "1e3",
    "+1",
    " 1",
    "",
    "9007199254740992",
    "9007199254740993",
    "99999999999999999999",
    "٣",
  ])("refuses serial %j", (serial) => {
    expect(refusedHead(`serial="${serial}" ${dates}`)).toBe("DOCUMENT_SERIAL_INVALID");
  });

  it.each([
    "2026-11-21",
    "2026-11-21T00:00:00",
    "2026-11-21T00:00:00+01:00",
    "2026-02-30T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-21T24:00:00Z",
    "2026-11-21 00:00:00Z",
    "",
  ])("refuses issued %j", (issued) => {
    expect(refusedHead(`serial="1" issued="${issued}" expires="2027-01-01T00:00:00Z"`)).toBe("DOCUMENT_TIME_INVALID");
  });

  it("wants all three or none, in order", () => {
    expect(refusedHead(dates)).toBe("DOCUMENT_SERIAL_INVALID");
    expect(refusedHead('serial="1" issued="2026-11-21T00:00:00Z"')).toBe("DOCUMENT_TIME_INVALID");
    expect(refusedHead('serial="1" issued="2026-11-21T00:00:00Z" expires="2026-11-21T00:00:00Z"')).toBe(
      "DOCUMENT_TIME_INVALID",
    );
  });
});

describe("an action", () => {
  it("has its Value in document order, names, text and references kept", () => {
    const value =
      '<Value> a<p:B x:y="1" xmlns:p="urn:p" xmlns:x="urn:x" t="&lt;&quot;&#9;&#xA;&amp;lt;" n="007"> &#xD;&#x2028;&gt; </p:B>b' +
      '<constructor toString="1" __proto__="2" hasOwnProperty="3"/><__proto__/><C>true</C><C>1.0</C></Value>';
    expect(action(good, value).value).toEqual({
      scope: "Server",
      text: " ab",
      elements: [
        {
          name: "p:B",
          attributes: { "x:y": "1", "xmlns:p": "urn:p", "xmlns:x": "urn:x", t: '<"\t\n&lt;', n: "007" },
          text: " \r\u2028> ",
          elements: [],
        },
        {
          name: "constructor",
          attributes: Object.fromEntries([
            ["toString", "1"],
            ["__proto__", "2"],
            ["hasOwnProperty", "3"],
          ]),
          text: "",
          elements: [],
        },
        { name: "__proto__", attributes: {}, text: "", elements: [] },
        { name: "C", attributes: {}, text: "true", elements: [] },
        { name: "C", attributes: {}, text: "1.0", elements: [] },
      ],
    });
  });

  it("is listed by its own id and version, or by its config's id", () => {
    expect(action(`${good} version="7"`)).toMatchObject({
      appliedId: "M1.1.7",
      actionId: "M1.1",
      version: 7,
      problem: null,
    });
    expect(action('type="T" scope="Site"')).toMatchObject({
      appliedId: "M1",
      actionId: "M1",
      version: 0,
      problem: null,
    });
  });

  it("is as good with attributes and elements nobody knows", () => {
    const known = action(good);
    expect(action(`${good} colour="red"`, "<Value>v</Value><More><Value/></More>", 'id="M1" x="y"', "<New/>")).toEqual(
      known,
    );
  });

  it.each([
    ["no scope", 'id="a" type="T"', undefined, undefined],
    ["neither Server nor Site", 'id="a" type="T" scope="server"', undefined, undefined],
    ["no type", 'id="a" scope="Site"', undefined, undefined],
    ["its type is not plain", 'id="a" scope="Site" type="Service&#x200B;"', undefined, undefined],
    ["version is not a plain number", `${good} version="01"`, undefined, undefined],
    ["version is not a plain number", `${good} version="1.0"`, undefined, undefined],
    ["its id is not plain", 'id="a b" type="T" scope="Site"', undefined, undefined],
    ["its id is not plain", 'id="a&#9;b" type="T" scope="Site"', undefined, undefined],
    ["its id is empty", 'id="" type="T" scope="Site"', undefined, undefined],
    ["longer than 100", `id="${"a".repeat(101)}" type="T" scope="Site"`, undefined, undefined],
    ["it has no Value", good, "", undefined],
    ["several Values", good, "<Value/><Value/>", undefined],
    ["its Config has no id", good, undefined, 'desc="a"'],
    ["its Config's id is not plain", good, undefined, 'id="../a"'],
  ])("has a problem: %s", (problem, attributes, value, config) => {
    const found = action(attributes, value, config);
    expect(found.problem).toContain(problem);
    expect(found.problem).toMatch(/^[\x20-\x7e]{1,1000}$/);
  });

  it.each([
    'lowest="15.2.986"',
    'highest="15.2.986.5.1"',
    'lowest="15.2.x.1"',
    'lowest=""',
    'highest="-1.0.0.0"',
    'product=""',
  ])("has a problem where AppliesTo says %s", (bound) => {
    const { problem } = action(good, undefined, undefined, `<AppliesTo product="P"/><AppliesTo ${bound}/>`);
    expect(problem).not.toBeNull();
  });

  it("has a problem where ids repeat, whatever their case, and leaves the others alone", () => {
    const config = (id: string, ...ids: readonly (string | null)[]) =>
      `<Config id="${id}"><ActionList>${ids
        .map((own) => `<Action ${own === null ? "" : `id="${own}" `}type="T" scope="Site"><Value/></Action>`)
        .join("")}</ActionList></Config>`;
    const problems = (...configs: readonly string[]) =>
      parse(configs.join("")).mitigations.flatMap(({ actions }) => actions.map(({ problem }) => problem !== null));
    expect(problems(config("A", "x"), config("a", "y"), config("B", "z"))).toEqual([true, true, false]);
    expect(problems(config("A", "x"), config("B", "X", "y"))).toEqual([true, true, false]);
    expect(problems(config("A", null, null), config("B", null))).toEqual([true, true, false]);
    expect(problems(config("A", null, "A.1"), config("B", "b"))).toEqual([true, false, false]);
    expect(problems(config("A", "b"), config("B", null))).toEqual([true, true]);
  });
});

describe("what may follow", () => {
  it("is read where it is whole", () => {
    const feed = parse(
      `<Config id="M1"><ActionList/><SideEffects><SideEffect probe="P"> a </SideEffect></SideEffects><TestVectors>
      <Request method="POST" url="https://a.example/" expect="blocked"><header name="N" value="v"/><header name="O">w</header></Request>
      <Request url="https://a.example/" expect="maybe"/></TestVectors></Config>`,
    );
    expect(feed.mitigations[0]).toMatchObject({
      sideEffects: [{ text: "a", probe: "P" }],
      testVectors: [
        {
          method: "POST",
          url: "https://a.example/",
          expect: "blocked",
          headers: [
            { name: "N", value: "v" },
            { name: "O", value: "w" },
          ],
        },
      ],
    });
  });
});
