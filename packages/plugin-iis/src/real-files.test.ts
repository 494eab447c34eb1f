import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  applicationHost,
  exchangeHost,
  inboundValue,
  outboundValue,
  parametersOf,
  rootConfig,
  serverFile,
} from "../test-support/memory-host.js";
import plugin from "./index.js";
import { readXml } from "./xml/read-xml.js";
import { decodeText, encodeText } from "./xml/text-encoding.js";

const folder = fileURLToPath(new URL("../../../../shared/reference/iis-config/", import.meta.url));
const real = existsSync(folder)
  ? readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const)
  : [];
const files = [["the test's own", Buffer.from(applicationHost)] as const, ...real];

const encodings = [
  { charset: "utf-8", bom: false },
  { charset: "utf-8", bom: true },
  { charset: "utf-16le", bom: true },
] as const;

const variants = files.flatMap(([name, bytes]) =>
  encodings.flatMap((encoding) =>
    ["\n", "\r\n"].map((eol) => {
      const text = decodeText(bytes).text.replace(/\r?\n/g, eol);
      const wellFormed = isWellFormed(text);
      const title = `${name}, ${encoding.charset}${encoding.bom ? " with BOM" : ""}, ${JSON.stringify(eol)}`;
      return { title, bytes: encodeText(text, encoding), text, wellFormed, encoding };
    }),
  ),
);

function isWellFormed(text: string): boolean {
  try {
    readXml(text);
    return true;
  } catch {
    return false;
  }
}

describe("real configuration files", () => {
  it.each(variants)("$title", async ({ bytes, text, wellFormed, encoding }) => {
    const isServer = text.includes("<system.applicationHost>");
    const host = exchangeHost({ [isServer ? serverFile : rootConfig]: bytes });
    const before = host.snapshot();
    const scope = isServer ? "Server" : "Site";
    const actions = [
      parametersOf(inboundValue("stopgap test"), scope),
      parametersOf(outboundValue("stopgap csp", "Default Web Site"), scope),
    ];
    const undo: unknown[] = [];
    for (const parameters of actions) {
      if (!wellFormed) {
        await expect(plugin.apply(parameters, host)).rejects.toMatchObject({ code: "CONFIG_UNREADABLE" });
        continue;
      }
      undo.push(await plugin.capture(parameters, host));
      await plugin.apply(parameters, host);
      expect(await plugin.inspect(parameters, host)).toMatchObject({ state: "present" });
    }
    if (wellFormed) {
      const after = host.files.get((isServer ? serverFile : rootConfig).toLowerCase()) ?? Buffer.from("");
      const decoded = decodeText(after);
      expect(decoded.encoding).toEqual(encoding);
      expect(/\r\n/.test(decoded.text) && /(?<!\r)\n/.test(decoded.text)).toBe(false);
      for (const parameters of actions.toReversed()) await plugin.revert(parameters, undo.pop() as never, host);
    }
    expect(host.snapshot()).toEqual(before);
  });
});
