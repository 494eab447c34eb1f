import { expect, it } from "vitest";
import { plainFeed } from "../kit/feeds.js";
import { inclusive, signAs } from "../kit/publisher.js";
import { accept, verdict } from "../kit/server.js";

const entry = '<entry name="a" action="deny">deny</entry>';

// U+1680 and U+FEFF are letters of a name in XML 1.0 (production [4]) and white space to a regular expression: read by
// one, `x\u1680action` is the attribute `action`.
it.each(["\u1680", "\ufeff"])("%j in a name is refused, elsewhere it is text", async (letter) => {
  for (const hostile of [
    `<entry name="a" action="deny" x${letter}action="allow">deny</entry>`,
    `<entry name="a" name${letter}="b">deny</entry>`,
    `<entry${letter} name="a">deny</entry${letter}>`,
    `<entry name="a" ${letter}name="b"/>`,
  ]) {
    const document = signAs(plainFeed.replace(entry, hostile), { transform: inclusive });
    expect(await verdict(document)).toBe("DOCUMENT_CHARACTER");
  }
  const text = `<entry name="${letter}a${letter}b">${letter}deny${letter}</entry>`;
  const { feed } = await accept(signAs(plainFeed.replace(entry, text)));
  expect(feed.mitigations[1]?.actions[0]?.value.elements).toEqual([
    { name: "entry", attributes: { name: `${letter}a${letter}b` }, text: `${letter}deny${letter}`, elements: [] },
  ]);
});

it("an attribute called __proto__ is an attribute", async () => {
  const { feed } = await accept(signAs(plainFeed.replace('<entry name="a"', '<entry __proto__="x" constructor="y"')));
  const attributes = feed.mitigations[1]?.actions[0]?.value.elements[0]?.attributes ?? {};
  expect(Object.entries(attributes)).toEqual([
    ["__proto__", "x"],
    ["action", "deny"],
    ["constructor", "y"],
  ]);
});
