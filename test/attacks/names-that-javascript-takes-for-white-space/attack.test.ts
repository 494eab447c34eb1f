import { expect, it } from "vitest";
import { plainFeed } from "../kit/feeds.js";
import { inclusive, signAs } from "../kit/publisher.js";
import { accept } from "../kit/server.js";

// U+1680 and U+FEFF are letters of a name in XML 1.0 (production [4]) and white space to a regular expression.
it.each(["\u1680", "\ufeff"])("%j in a name stays in the name", async (letter) => {
  const hostile = plainFeed.replace(
    '<entry name="a" action="deny">deny</entry>',
    `<entry name="a" x${letter}action="allow" name${letter}="b">deny</entry><entry${letter} name="c"/>`,
  );
  const { feed } = await accept(signAs(hostile, { transform: inclusive }));
  expect(feed.mitigations[1]?.actions[0]?.value.elements).toEqual([
    {
      name: "entry",
      attributes: { name: "a", [`x${letter}action`]: "allow", [`name${letter}`]: "b" },
      text: "deny",
      elements: [],
    },
    { name: `entry${letter}`, attributes: { name: "c" }, text: "", elements: [] },
  ]);
});

it("an attribute called __proto__ is an attribute", async () => {
  const hostile = plainFeed.replace('<entry name="a"', '<entry __proto__="x" constructor="y"');
  const { feed } = await accept(signAs(hostile));
  const attributes = feed.mitigations[1]?.actions[0]?.value.elements[0]?.attributes ?? {};
  expect(Object.entries(attributes)).toEqual([
    ["__proto__", "x"],
    ["action", "deny"],
    ["constructor", "y"],
  ]);
});
