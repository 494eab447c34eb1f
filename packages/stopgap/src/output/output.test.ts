import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventLine } from "../views/event-lines.js";
import { colours } from "./colours.js";
import { csv } from "./csv.js";
import { displayWidth, wrap } from "./display-width.js";
import { json } from "./json.js";
import { listForm } from "./list-form.js";
import { type Column, table } from "./table.js";
import { openTerminal } from "./terminal.js";
import { ago, clockTime } from "./time.js";

const plain = { width: Number.POSITIVE_INFINITY, colours: colours(false) };

describe("the list form", () => {
  it("has the cmdlet's spacing", () => {
    const text = listForm([
      [
        ["Name", "Server1"],
        ["MitigationsEnabled", true],
        ["MitigationsApplied", ["M01.1", "M01.3"]],
        ["MitigationsBlocked", []],
      ],
      [["Name", "Server2"]],
    ]);
    expect(text).toBe(
      [
        "Name            :   Server1",
        "MitigationsEnabled  :   True",
        "MitigationsApplied  :   {M01.1, M01.3}",
        "MitigationsBlocked  :   {}",
        "",
        "Name            :   Server2",
        "",
      ].join("\n"),
    );
  });
});

interface Row {
  readonly id: string;
  readonly text: string;
}
const columns: readonly Column<Row>[] = [
  { title: "ID", value: (row) => row.id, tone: () => "good" },
  { title: "Description", value: (row) => row.text },
];

describe("a table", () => {
  const rows = [
    { id: "M1.1.0", text: "Blocks requests that reach PowerShell through Autodiscover." },
    { id: "PING1", text: "Heartbeat" },
  ];

  it("aligns its columns and pads no line at the end", () => {
    expect(table(columns, rows, plain)).toBe(`ID      Description\nM1.1.0  ${rows[0]?.text}\nPING1   Heartbeat\n`);
  });

  it("wraps the last column to the terminal", () => {
    const lines = table(columns, rows, { ...plain, width: 40 }).split("\n");
    expect(lines[1]).toBe("M1.1.0  Blocks requests that reach");
    expect(lines[2]).toBe("        PowerShell through Autodiscover.");
  });

  it("becomes blocks on a terminal that is too narrow", () => {
    const text = table(columns, rows, { ...plain, width: 24 });
    expect(text).toMatch(/^ID: M1\.1\.0\nDescription: Blocks\n/);
    expect(text).toContain("\n\nID: PING1\nDescription: Heartbeat\n");
  });

  it("never writes a control character that came from a feed", () => {
    const evil = [{ id: "M1", text: "a\u001b[2Jb\u0007\nc\u202ed" }];
    expect(table(columns, evil, plain)).toBe("ID  Description\nM1  a [2Jb c d\n");
  });

  it("aligns characters of two columns and of none", () => {
    const text = table(
      columns,
      [
        { id: "日本", text: "x" },
        { id: "e\u0301", text: "y" },
      ],
      plain,
    );
    expect(text).toBe("ID    Description\n日本  x\ne\u0301     y\n");
  });

  it("stays within any width", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 20, max: 80 }), (text, width) => {
        const lines = table(columns, [{ id: "M1", text }], { ...plain, width }).split("\n");
        expect(lines.every((line) => displayWidth(line) <= width)).toBe(true);
      }),
    );
  });
});

it("wrapping loses nothing but spaces", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z ]{0,80}$/), fc.integer({ min: 1, max: 30 }), (text, width) => {
      expect(wrap(text, width).join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});

describe("comma-separated values", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0@x", "＝1"])(
    "%j is not run by a spreadsheet",
    (cell) => {
      expect(csv(["ID"], [[cell]]).split(/\r\n/)[1]).toMatch(/^"?'/);
    },
  );
  it("leaves alone what is no formula, and quotes what another separator would split", () => {
    expect(
      csv(
        ["A", "B"],
        [
          ["a=1", "x;=1+1"],
          ["", "a|b"],
        ],
      ),
    ).toBe('A,B\r\na=1,"x;=1+1"\r\n,"a|b"\r\n');
  });
  it("has a byte order mark where a spreadsheet needs one", () => {
    expect(csv(["A"], [["Grüße"]])).toBe("\ufeffA\r\nGrüße\r\n");
    expect(csv(["A"], [["a"]])).toBe("A\r\na\r\n");
  });
  it("quotes what needs it", () => {
    expect(csv(["A", "B"], [['say "x"', "a,b"]])).toBe('A,B\r\n"say ""x""","a,b"\r\n');
  });
});

describe("colours", () => {
  const stream = (isTTY: boolean) => ({ write: () => true, isTTY, columns: 100 });
  const painted = (isTTY: boolean, environment: Record<string, string>) =>
    openTerminal(stream(isTTY), stream(isTTY), environment).colours("x", "good");

  it("are for terminals only, and not with NO_COLOR", () => {
    expect(painted(true, {})).toBe("\u001b[32mx\u001b[39m");
    expect(painted(false, {})).toBe("x");
    expect(painted(true, { NO_COLOR: "1" })).toBe("x");
    expect(painted(true, { TERM: "dumb" })).toBe("x");
  });
  it("leave the width open where nobody looks", () => {
    expect(openTerminal(stream(true), stream(true), {}).width).toBe(100);
    expect(openTerminal(stream(false), stream(false), {}).width).toBe(Number.POSITIVE_INFINITY);
  });
  it("COLUMNS says how wide, where it is a number", () => {
    const width = (isTTY: boolean, COLUMNS: string) => openTerminal(stream(isTTY), stream(isTTY), { COLUMNS }).width;
    expect([width(true, "60"), width(false, "60"), width(true, "5")]).toEqual([60, 60, 20]);
    expect([width(true, ""), width(true, "wide"), width(false, "-1")]).toEqual([100, 100, Number.POSITIVE_INFINITY]);
  });
});

it("tells time", () => {
  expect(clockTime("2026-11-21T18:00:00.000Z")).toBe("2026-11-21 18:00:00Z");
  const now = new Date("2026-11-21T18:00:00.000Z");
  expect(ago("2026-11-21T15:00:00.000Z", now)).toBe("3 hours ago");
  expect(ago("2026-11-20T15:00:00.000Z", now)).toBe("1 day ago");
  expect(ago("2026-11-21T18:10:00.000Z", now)).toBe("in 10 minutes");
});

const steering = /[^\P{Cc}\n]|\p{Cf}/u;

it("steers no terminal: a log of others may hold anything", () => {
  const hostile = "a\u001b[2J\u009b2J\u202eb";
  const seen = json({ [hostile]: hostile });
  expect(seen).not.toMatch(steering);
  expect(JSON.parse(seen)).toEqual({ [hostile]: hostile });
  expect(
    listForm([
      [
        ["Name", hostile],
        ["MitigationsApplied", [hostile]],
      ],
    ]),
  ).not.toMatch(steering);
  const sample = {
    position: 1,
    type: "X",
    version: 1,
    time: "2026-11-21T18:00:00.000Z",
    cycle: null,
    data: null,
    previous: "",
    hash: "",
  };
  const event = { ...sample, stream: `server/${hostile}`, actor: hostile };
  expect(eventLine(event, colours(false))).not.toMatch(steering);
});
