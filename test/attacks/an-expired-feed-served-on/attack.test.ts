import { expect, it } from "vitest";
import { published } from "../kit/feeds.js";
import { accept, verdict } from "../kit/server.js";

it("is refused from the second it expires, whatever was accepted", async () => {
  const accepted = await accept(published("42"));
  for (const serial of ["42", "43"]) {
    const at = (time: string) => verdict(published(serial), { accepted, at: new Date(time) });
    expect(await at("2026-12-20T23:59:59Z")).toBe("accepted");
    expect(await at("2026-12-21T00:00:00Z")).toBe("DOCUMENT_EXPIRED");
  }
});
