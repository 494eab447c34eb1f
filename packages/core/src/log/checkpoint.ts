import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { Head } from "./event-log.js";

/** The log's head at the end of a cycle, signed with the server's Ed25519 key: what leaves the file. One line of checkpoints.jsonl. */
export interface Checkpoint {
  readonly position: number;
  readonly hash: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  /** Raw public key, lower-case hex. */
  readonly key: string;
  /** Over the line's own text up to, and not including, `,"signature":`; lower-case hex. */
  readonly signature: string;
}

export function signCheckpoint(head: Head, time: string, key: KeyObject): Checkpoint {
  const unsigned = { position: head.position, hash: head.hash, time, key: publicKeyHex(key) };
  return { ...unsigned, signature: sign(null, signedText(unsigned), key).toString("hex") };
}

/** The line as it stands in the file, without a line end. */
export function checkpointLine(checkpoint: Checkpoint): string {
  const { position, hash, time, key, signature } = checkpoint;
  return JSON.stringify({ position, hash, time, key, signature });
}

/** The line's checkpoint, or null where it is none. Says nothing about its signature. */
export function parseCheckpoint(line: string): Checkpoint | null {
  try {
    const value: unknown = JSON.parse(line);
    return isCheckpoint(value) ? value : null;
  } catch {
    return null;
  }
}

/** A file of checkpoints, one a line, as it was found. */
export interface CheckpointFile {
  /** In the order of their lines: the last is the newest. */
  readonly checkpoints: readonly Checkpoint[];
  /** How the file ends; `cut` where its last line is none and has no line end either, as a crash leaves it. */
  readonly end: "empty" | "checkpoint" | "cut" | "unreadable";
}

/** Reads a file of lines; a line that is no checkpoint is left out. */
export function parseCheckpoints(text: string): CheckpointFile {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const checkpoints = lines.map(parseCheckpoint).filter((checkpoint) => checkpoint !== null);
  const last = lines.at(-1);
  if (last === undefined) return { checkpoints, end: "empty" };
  if (parseCheckpoint(last) !== null) return { checkpoints, end: "checkpoint" };
  return { checkpoints, end: text.endsWith("\n") || checkpoints.length === 0 ? "unreadable" : "cut" };
}

/** True where the signature is good and, where one is given, made with that key. */
export function verifyCheckpoint(checkpoint: Checkpoint, key?: KeyObject): boolean {
  if (key !== undefined && publicKeyHex(key) !== checkpoint.key) return false;
  try {
    const x = Buffer.from(checkpoint.key, "hex").toString("base64url");
    const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return verify(null, signedText(checkpoint), publicKey, Buffer.from(checkpoint.signature, "hex"));
  } catch {
    return false;
  }
}

function signedText({ position, hash, time, key }: Omit<Checkpoint, "signature">): Buffer {
  return Buffer.from(JSON.stringify({ position, hash, time, key }).slice(0, -1), "utf8");
}

function publicKeyHex(key: KeyObject): string {
  const { x } = (key.type === "private" ? createPublicKey(key) : key).export({ format: "jwk" });
  return Buffer.from(x ?? "", "base64url").toString("hex");
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== "object" || value === null) return false;
  const { position, hash, time, key, signature } = value as Record<string, unknown>;
  return Number.isSafeInteger(position) && [hash, time, key, signature].every((text) => typeof text === "string");
}
