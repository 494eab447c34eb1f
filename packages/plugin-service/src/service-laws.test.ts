import { pluginLaws } from "@stopgap/core/testing";
import { describe, expect, it } from "vitest";
import service from "./index.js";
import { claimOf } from "./parameters.js";

const table = `{
  "MSExchangeUM": { "state": "Running", "startType": "Automatic", "dependents": ["Needs1"] },
  "MSExchangeUMCR": { "state": "Stopped", "startType": "AutomaticDelayed", "dependents": [] },
  "Needs1": { "state": "Running", "startType": "Manual", "dependents": [] },
  "${"x".repeat(256)}": { "state": "Running", "startType": "Manual" },
  "Other": { "state": "Running", "startType": "Disabled" }
}
`;

const two = `
  <service name="MSExchangeUM" state="Stopped" startType="Disabled"/>
  <service name="msexchangeumcr" state="Stopped" startType="Disabled"/>
`;

const one = (attributes: string): string => `<service ${attributes}/>`;
const named = (name: string): string => one(`name="${name}" state="Stopped" startType="Disabled"`);

const refuses = [
  "",
  "text",
  `text ${two}`,
  one('name="X" state="Stopped"'),
  one('name="X" startType="Disabled"'),
  one('state="Stopped" startType="Disabled"'),
  one('name="X" state="Running" startType="Disabled"'),
  one('name="X" state="Stopped" startType="Manual"'),
  one('name="X" state="stopped" startType="disabled"'),
  one('name="X" state="Stopped" startType="Disabled" more="x"'),
  '<service name="X" state="Stopped" startType="Disabled">x</service>',
  '<service name="X" state="Stopped" startType="Disabled"><x/></service>',
  '<appPool name="X" state="Stopped" startType="Disabled"/>',
  named("X") + named("x"),
  `${named("X")}<other/>`,
  ...[
    "",
    " ",
    "a/b",
    "\\\\server",
    "a\\b",
    "*",
    "a?",
    "a&quot;b",
    "a'b",
    "a&#10;b",
    "a&#x202e;b",
    "a|b",
    "a&lt;b",
    "-x",
    " x",
    "x ",
    "a:b",
    "a`b",
  ].map(named),
  named("x".repeat(257)),
  Array.from({ length: 1001 }, (_, i) => named(`S${i}`)).join(""),
];

describe("the Service type keeps the laws", () => {
  it.each(
    pluginLaws(
      service,
      { accepts: [two, named("Other"), `<Value>${named("x".repeat(256))}</Value>`], refuses },
      {
        files: { "services.json": table },
      },
    ),
  )("$name", async ({ run }) => run());
});

it("claims a service by its name in lower case", () => {
  expect(claimOf({ name: "MSExchangeUM" })).toBe("service:msexchangeum");
});
