import { type Host, PluginError } from "@stopgap/core/plugin";
import { readXml, XmlRefused } from "../xml/read-xml.js";
import { decodeText, EncodingRefused, encodeText, type TextEncoding } from "../xml/text-encoding.js";
import type { XmlDocument } from "../xml/xml-document.js";

const maxBytes = 16 * 1024 * 1024;

/** A configuration file as text, and how to write it back. */
export interface ConfigText {
  readonly path: string;
  /** What stands on the disk; null where there is no file. */
  readonly bytes: Uint8Array | null;
  /** Empty where there is no file or nothing in it. */
  readonly text: string;
  readonly encoding: TextEncoding;
}

/** Reads a configuration file. Throws `PluginError("CONFIG_UNREADABLE")` where it cannot be written back exactly. */
export async function readConfig(host: Host, path: string): Promise<ConfigText> {
  const bytes = await host.readFile(path);
  if (bytes === null) return { path, bytes, text: "", encoding: { charset: "utf-8", bom: false } };
  if (bytes.length > maxBytes) throw unreadable(path, `is larger than ${maxBytes} bytes`);
  try {
    return { path, bytes, ...decodeText(bytes) };
  } catch (error) {
    if (error instanceof EncodingRefused) throw unreadable(path, `cannot be decoded: ${error.message}`);
    throw error;
  }
}

/** Parses a configuration's text. Throws `PluginError("CONFIG_UNREADABLE")` with the line where it is not well-formed. */
export function parseConfig(path: string, text: string, rootName = "configuration"): XmlDocument {
  try {
    const document = readXml(text);
    if (document.root.name !== rootName)
      throw unreadable(path, `has the root element ${document.root.name} instead of ${rootName}`);
    return document;
  } catch (error) {
    if (error instanceof XmlRefused) throw unreadable(path, `is not well-formed XML: ${error.message}`);
    throw error;
  }
}

/** Writes the text back in the file's encoding; nothing where no byte changes. */
export async function writeConfig(host: Host, config: ConfigText, text: string): Promise<void> {
  const bytes = encodeText(text, config.encoding);
  if (config.bytes !== null && Buffer.compare(bytes, config.bytes) === 0) return;
  await host.writeFile(config.path, bytes);
}

function unreadable(path: string, what: string): PluginError {
  return new PluginError("CONFIG_UNREADABLE", `${path} ${what}; correct the file, it was left as it is`);
}
