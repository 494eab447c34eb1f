import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonTables, spliceJson } from "./splice-json.js";

const text = '{\r\n\t"a" : { "state":"Running", "list":[1,{"x":"}"}], "n":-1.5e+3 },\r\n\t"b" : {}\r\n}\r\n';

describe("a value", () => {
  it("is replaced where it stands", () => {
    expect(spliceJson(text, ["a", "state"], "Stopped")).toBe(text.replace('"Running"', '"Stopped"'));
    expect(spliceJson(text, ["a", "list"], 1)).toBe(text.replace('[1,{"x":"}"}]', "1"));
    expect(spliceJson(text, ["a", "n"], null)).toBe(text.replace("-1.5e+3", "null"));
  });

  it("is the last one of those with its key", () => {
    expect(spliceJson('{"a":1,"a":2}', ["a"], 3)).toBe('{"a":1,"a":3}');
  });

  it("is found under an escaped key", () => {
    expect(spliceJson('{"\\u0061\\"":1}', ['a"'], 2)).toBe('{"\\u0061\\"":2}');
  });
});

describe("a member", () => {
  it("is added as its neighbour is written", () => {
    expect(spliceJson(text, ["c"], 1)).toBe(text.replace('"b" : {}', '"b" : {},\r\n\t"c" : 1'));
    expect(spliceJson(text, ["b", "x"], "y")).toBe(text.replace('"b" : {}', '"b" : {"x": "y"}'));
  });

  it("is taken out first, in the middle, last and alone", () => {
    expect(spliceJson('{ "a": 1, "b": 2, "c": 3 }', ["a"], undefined)).toBe('{ "b": 2, "c": 3 }');
    expect(spliceJson('{ "a": 1, "b": 2, "c": 3 }', ["b"], undefined)).toBe('{ "a": 1, "c": 3 }');
    expect(spliceJson('{ "a": 1, "b": 2, "c": 3 }', ["c"], undefined)).toBe('{ "a": 1, "b": 2 }');
    expect(spliceJson('{ "a": 1 }', ["a"], undefined)).toBe("{ }");
    expect(spliceJson("{ }", ["a"], undefined)).toBe("{ }");
  });
});

describe("what is no object", () => {
  it.each([
    ["[]", ["a"]],
    ['{"a":1}', ["a", "b"]],
    ["{}", ["a", "b"]],
    ["{", ["a"]],
    ["", ["a"]],
  ])("%s at %j is an error", (json, path) => {
    expect(() => spliceJson(json, path, 1)).toThrow(SyntaxError);
  });
});

describe("tables", () => {
  it("change as their members would one by one", () => {
    const tables = jsonTables(text);
    tables.set("a", "state", "Stopped");
    tables.set("b", "x", "y");
    tables.set("a", "n", null);
    expect(tables.text()).toBe(
      text.replace('"Running"', '"Stopped"').replace("-1.5e+3", "null").replace('"b" : {}', '"b" : {"x": "y"}'),
    );
    expect(() => tables.set("c", "x", 1)).toThrow(SyntaxError);
    expect(() => jsonTables("[]")).toThrow(SyntaxError);
  });
});

describe("any document", () => {
  const documents = fc.tuple(
    fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue())),
    fc.constantFrom(0, 1, "\t"),
  );

  it("means what setting the member means, and its text comes back when the member is set back", () => {
    fc.assert(
      fc.property(documents, fc.string(), fc.string(), fc.jsonValue(), ([tables, indent], table, key, value) => {
        fc.pre(table !== "__proto__" && key !== "__proto__" && !Object.hasOwn(tables, "__proto__"));
        const written = JSON.stringify(
          { ...tables, [table]: Object.hasOwn(tables, table) ? tables[table] : {} },
          null,
          indent,
        );
        const members = JSON.parse(written)[table];
        const before = Object.hasOwn(members, key) ? members[key] : undefined;
        const json = JSON.parse(JSON.stringify(value));
        const set = spliceJson(written, [table, key], json);
        const wanted = JSON.parse(written);
        wanted[table][key] = json;
        expect(JSON.parse(set)).toEqual(wanted);
        // What is nested comes back without its line ends.
        if (before === null || typeof before !== "object") expect(spliceJson(set, [table, key], before)).toBe(written);
      }),
    );
  });
});
