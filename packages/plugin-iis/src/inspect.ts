import type { Earlier, Host, Inspection } from "@stopgap/core/plugin";
import { assess } from "./config/assess.js";
import { equivalentsIn } from "./config/equivalents.js";
import { lookAround, type Surroundings } from "./config/surroundings.js";
import { readApplicationHost } from "./host/application-host.js";
import { type Piece, pieceTitle } from "./piece.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { type OpenTarget, openTarget, targetsOf } from "./target.js";
import { equivalentClaim, readUndo } from "./undo.js";

interface Finding {
  readonly state: Inspection["state"];
  readonly piece: Piece;
  readonly detail: string;
}

/**
 * Compares what the files say with what the mitigation wants, by meaning; what means the same under another name counts
 * where the host's `onEquivalent` says so. Reads only. Throws `PluginError`.
 */
export async function inspect(
  parameters: RewriteParameters,
  host: Host,
  earlier?: Earlier<RewriteParameters>,
): Promise<Inspection> {
  const server = await readApplicationHost(host);
  const findings: Finding[] = [];
  const remarks: string[] = [];
  for (const each of targetsOf(server, parameters)) {
    const target = await openTarget(host, each);
    const around = await lookAround(host, server, parameters.path, target);
    const equivalents = equivalentsIn(target);
    for (const piece of target.pieces) {
      const other = equivalents.get(piece)?.name;
      const isAdopted = other !== undefined && host.onEquivalent === "adopt";
      findings.push(isAdopted ? adopted(piece, target, other) : finding(piece, target, around, { other, earlier }));
      const inForce = isAdopted ? { ...piece, name: other } : piece;
      remarks.push(...around.defeats(inForce).map((defeat) => `${pieceTitle(inForce)} is ${defeat}`));
    }
  }
  const seen = summary(findings, remarks);
  return remarks.length === 0 ? seen : { ...seen, warnings: remarks };
}

function adopted(piece: Piece, target: OpenTarget, other: string): Finding {
  const title = pieceTitle({ ...piece, name: other });
  return { state: "present", piece, detail: `${title} in ${target.file} is adopted for ${pieceTitle(piece)}` };
}

interface Others {
  /** The name of what means the same. */
  readonly other: string | undefined;
  readonly earlier: Earlier<RewriteParameters> | undefined;
}

function finding(piece: Piece, target: OpenTarget, around: Surroundings, { other, earlier }: Others): Finding {
  const { state, detail } = assess(target.document, target.level, piece);
  const title = pieceTitle(piece);
  if (state !== "absent") {
    const seen = state === "present" ? "is in" : "in";
    return { state, piece, detail: `${title} ${seen} ${target.file}${detail === null ? "" : ` ${detail}`}` };
  }
  const inherited = around.inherited(piece);
  if (inherited?.same === true)
    return { state: "present", piece, detail: `${title} is inherited from ${inherited.from}` };
  const lost = formerly(piece, target, earlier);
  const more =
    other !== undefined
      ? ` but ${shown(other)} there means the same`
      : lost !== null
        ? `; ${shown(lost)}, which was adopted for it, is gone or was changed`
        : "";
  return { state, piece, detail: `${title} is not in ${target.file}${more}` };
}

/** The name of what an earlier apply counted as the piece, or null. */
function formerly(piece: Piece, target: OpenTarget, earlier: Earlier<RewriteParameters> | undefined): string | null {
  if (earlier === undefined) return null;
  const entry = readUndo(earlier.undo)[equivalentClaim(target.file, target.level, piece)];
  return entry !== undefined && entry !== null && "equivalent" in entry ? entry.equivalent : null;
}

function shown(name: string): string {
  return `"${name}"`;
}

function summary(findings: readonly Finding[], remarks: readonly string[]): Inspection {
  const altered = findings.filter(({ state }) => state === "altered");
  const absent = findings.filter(({ state }) => state === "absent");
  const rules = findings.filter(({ piece }) => piece.kind === "in" || piece.kind === "out");
  const said = (some: readonly Finding[]) => [...some.map(({ detail }) => detail), ...remarks].join("; ");
  if (altered.length > 0) return { state: "altered", detail: said(altered) };
  if (rules.every(({ state }) => state === "absent")) return { state: "absent", detail: said(absent) };
  if (absent.length > 0) return { state: "altered", detail: said(absent) };
  return { state: "present", detail: said(remarks.length > 0 ? [] : findings) };
}
