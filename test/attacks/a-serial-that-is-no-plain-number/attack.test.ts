import { expect, it } from "vitest";
import { published } from "../kit/feeds.js";
import { verdict } from "../kit/server.js";

it.each(["0", "-1", "042", "9007199254740992", "9007199254740993", "1e2", "0x2a", "42.0", " 42", ""])(
  "%j",
  async (serial) => {
    expect(await verdict(published(serial))).toBe("DOCUMENT_SERIAL_INVALID");
  },
);

it("the last one that is", async () => {
  expect(await verdict(published("9007199254740991"))).toBe("accepted");
});
