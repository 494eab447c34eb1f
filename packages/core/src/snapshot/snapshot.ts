import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { sha256Hex } from "../log/sha256.js";
import type { State } from "../project/state.js";

/** A state as it was folded, kept so that a start need not fold all there is. Never evidence: the events are. */
export interface Snapshot {
  /** `reducerFingerprint` of the program that folded it. */
  readonly fingerprint: string;
  /** Hash of the event at the state's position. */
  readonly hash: string;
  readonly state: State;
}

/**
 * The snapshot as text, signed with the server's key: a line that says what it is of, and the state. Null where the state would
 * not come back from JSON as it is.
 */
export function sealSnapshot({ fingerprint, hash, state }: Snapshot, key: KeyObject): string | null {
  const body = JSON.stringify(state);
  if (!isDeepStrictEqual(JSON.parse(body), state)) return null;
  const unsigned = headText({ fingerprint, position: state.position, hash, sha256: sha256Hex(body) });
  return `${unsigned},"signature":"${sign(null, Buffer.from(unsigned), key).toString("hex")}"}\n${body}\n`;
}

/** The snapshot of a text, or null where anything about it is not as it was sealed with that key. */
export function openSnapshot(text: string, key: KeyObject): Snapshot | null {
  try {
    const end = text.indexOf("\n");
    const body = text.slice(end + 1, -1);
    const head: Record<string, unknown> = JSON.parse(text.slice(0, end));
    const { fingerprint, position, hash, sha256, signature } = head;
    if (typeof fingerprint !== "string" || typeof hash !== "string" || typeof signature !== "string") return null;
    const unsigned = headText({ fingerprint, position, hash, sha256 });
    const good = verify(null, Buffer.from(unsigned), publicKey(key), Buffer.from(signature, "hex"));
    if (!good || sha256 !== sha256Hex(body)) return null;
    // Sealed by this server: of the shape its fingerprint stands for.
    const state = JSON.parse(body) as State;
    return state.position === position ? { fingerprint, hash, state } : null;
  } catch {
    return null;
  }
}

/** What is signed: the first line up to, and not including, `,"signature":`. */
function headText(head: { fingerprint: string; position: unknown; hash: string; sha256: unknown }): string {
  const { fingerprint, position, hash, sha256 } = head;
  return JSON.stringify({ snapshot: 1, fingerprint, position, hash, sha256 }).slice(0, -1);
}

function publicKey(key: KeyObject): KeyObject {
  return key.type === "private" ? createPublicKey(key) : key;
}
