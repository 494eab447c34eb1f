import type { Earlier, Host, Inspection } from "@stopgap/core/plugin";
import { assess } from "./config/assess.js";
import { lookAround, type Surroundings } from "./config/surroundings.js";
import { readApplicationHost } from "./host/application-host.js";
import { type Piece, pieceTitle } from "./piece.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { type OpenTarget, openTarget, targetsOf } from "./target.js";

interface Finding {
  readonly state: Inspection["state"];
  readonly piece: Piece;
  readonly detail: string;
}

/** Compares what the files say with what the mitigation wants, by meaning. Reads only. Throws `PluginError`. */
export async function inspect(
  parameters: RewriteParameters,
  host: Host,
  _earlier?: Earlier<RewriteParameters>,
): Promise<Inspection> {
  const server = await readApplicationHost(host);
  const findings: Finding[] = [];
  const remarks: string[] = [];
  for (const each of targetsOf(server, parameters)) {
    const target = await openTarget(host, each);
    const around = await lookAround(host, server, parameters.path, target);
    findings.push(...target.pieces.map((piece) => finding(piece, target, around)));
    remarks.push(
      ...target.pieces.flatMap((piece) => around.defeats(piece).map((defeat) => `${pieceTitle(piece)} is ${defeat}`)),
    );
  }
  const seen = summary(findings, remarks);
  return remarks.length === 0 ? seen : { ...seen, warnings: remarks };
}

function finding(piece: Piece, target: OpenTarget, around: Surroundings): Finding {
  const { state, detail } = assess(target.document, target.level, piece);
  if (state === "absent") {
    const inherited = around.inherited(piece);
    if (inherited?.same === true)
      return { state: "present", piece, detail: `${pieceTitle(piece)} is inherited from ${inherited.from}` };
  }
  const seen = state === "absent" ? "is not in" : state === "present" ? "is in" : "in";
  return { state, piece, detail: `${pieceTitle(piece)} ${seen} ${target.file}${detail === null ? "" : ` ${detail}`}` };
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
