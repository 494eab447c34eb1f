import { expect, it } from "vitest";
import { edit } from "../kit/edit.js";
import { plainFeed } from "../kit/feeds.js";
import { signAs } from "../kit/publisher.js";
import { verdict } from "../kit/server.js";
import { verdictOnSignedInfo } from "../kit/signed.js";

const refused = "SIGNATURE_REFERENCE_NOT_COVERED";
const evil = '<Config id="EVIL"><ActionList/></Config>';
const signed = signAs(plainFeed, { signedInfo: (text) => text.replace('URI=""', 'URI="#PING1"') });
const whole = Buffer.from(signed).toString();
const [, element = ""] = /(<Config id="PING1"[\s\S]*?<\/Config>)/.exec(whole) ?? [];

it.each([
  ["the element where it was", (text: string) => text],
  ["another before it", (text: string) => text.replace("<Config", `${evil}<Config`)],
  ["another after it", (text: string) => text.replace("<Signature", `${evil}<Signature`)],
  [
    "one of the same id before it",
    (text: string) => text.replace("<Config", `${evil.replace("EVIL", "PING1")}<Config`),
  ],
  [
    "one of the same id after it",
    (text: string) => text.replace("<Signature", `${evil.replace("EVIL", "PING1")}<Signature`),
  ],
  [
    "one of the id in another case",
    (text: string) => text.replace("<Config", `${evil.replace('id="EVIL"', 'ID="PING1"')}<Config`),
  ],
  ["the element inside another", (text: string) => text.replace(element, `<Config id="EVIL">${element}</Config>`)],
  [
    "the element around another",
    (text: string) => text.replace(element, element.replace("</Config>", `${evil}</Config>`)),
  ],
  [
    "the document inside another root",
    (text: string) => text.replace(/<EOCS[^>]*>/, `$&${evil}<Wrapped>`).replace("<Signature", "</Wrapped><Signature"),
  ],
])("wrapping: %s", async (_, wrap) => {
  expect(await verdict(wrap(whole))).toBe(refused);
});

it("wrapping: the element kept in an Object of the signature", async () => {
  const kept = edit(edit(signed, element, evil), "</KeyInfo>", `</KeyInfo><Object>${element}</Object>`);
  expect(await verdict(kept)).toMatch(/^SIGNATURE_(SHAPE|REFERENCE_NOT_COVERED)$/);
});

it.each(["#", "#xpointer(/)", "#xpointer(id('PING1'))", ".", " ", "http://a.example/", "file:///etc/passwd"])(
  "what else is not the whole document: %s",
  async (uri) => {
    expect(await verdictOnSignedInfo('URI=""', `URI="${uri}"`)).toBe(refused);
  },
);

it("none at all", async () => {
  expect(await verdictOnSignedInfo(' URI=""', "")).toBe(refused);
});
