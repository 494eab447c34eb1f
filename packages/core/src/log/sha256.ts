import * as crypto from "node:crypto";

/** Lower-case hex SHA-256 of bytes, or of the UTF-8 bytes of a text. */
export const sha256Hex: (content: string | Uint8Array) => string =
  // crypto.hash came with Node 20.12 and takes half the time.
  typeof crypto.hash === "function"
    ? (content) => crypto.hash("sha256", content, "hex")
    : (content) => crypto.createHash("sha256").update(content).digest("hex");
