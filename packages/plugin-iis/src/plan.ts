import { type Earlier, type Host, PluginError } from "@stopgap/core/plugin";
import { assess } from "./config/assess.js";
import { checkSize, checkWritable } from "./config/check-writable.js";
import { equivalentsIn } from "./config/equivalents.js";
import { containersAlong, putInPlace } from "./config/put-in-place.js";
import { type Leaving, lookAround, type Surroundings } from "./config/surroundings.js";
import type { ConfigChange } from "./host/appcmd.js";
import { readApplicationHost } from "./host/application-host.js";
import { type Piece, pieceTitle, sameItem } from "./piece.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { isEmpty, type OpenTarget, openTarget, targetsOf } from "./target.js";
import {
  equivalentClaim,
  fileClaim,
  itemClaim,
  pathClaim,
  type RewriteUndo,
  readUndo,
  type UndoEntry,
} from "./undo.js";

/** What a mitigation would make of one file. */
interface PlannedFile {
  readonly target: OpenTarget;
  /** The text it would have; the same where nothing is to be done. */
  readonly text: string;
  readonly changes: readonly ConfigChange[];
}

export interface Plan {
  readonly files: readonly PlannedFile[];
  readonly undo: RewriteUndo;
}

/** Works out, and changes nothing, what the files become and what would undo it. Throws `PluginError`. */
export async function planRewrite(
  parameters: RewriteParameters,
  host: Host,
  earlier?: Earlier<RewriteParameters>,
): Promise<Plan> {
  const server = await readApplicationHost(host);
  const files: PlannedFile[] = [];
  const undo: Record<string, UndoEntry> = { [pathClaim(parameters)]: null };
  for (const each of targetsOf(server, parameters)) {
    const target = await openTarget(host, each);
    const around = await lookAround(host, server, parameters.path, target, goesAgain(earlier));
    const equivalents = host.onEquivalent === "adopt" ? equivalentsIn(target) : none;
    const { write, leave, adopt } = sort(target, around, equivalents);
    checkWritable(target, write, around);
    const placed = putInPlace(target, write, (piece) => isOurs(piece, target, earlier));
    checkSize(target, placed.text);
    files.push({ target, text: placed.text, changes: placed.changes });
    undo[fileClaim(target.file)] = originalOf(target);
    for (const piece of leave) undo[itemClaim(target.file, target.level, piece)] = null;
    Object.assign(undo, ...adopt.map((piece) => adopted(target, piece, equivalents)), placed.undo);
  }
  return { files, undo };
}

const none: ReturnType<typeof equivalentsIn> = new Map();

/** What holds the place of a piece that something of another name stands for: it, and what it stands in. */
function adopted(target: OpenTarget, piece: Piece, equivalents: typeof none): RewriteUndo {
  const other = equivalents.get(piece);
  if (other === undefined) return {};
  const containers = containersAlong(target, { chain: other.chain, missing: [] });
  return {
    ...Object.fromEntries(containers.map((claim) => [claim, null])),
    [equivalentClaim(target.file, target.level, piece)]: { equivalent: other.name },
  };
}

interface Sorted {
  readonly write: readonly Piece[];
  /** Inherited. */
  readonly leave: readonly Piece[];
  /** There under another name. */
  readonly adopt: readonly Piece[];
}

/** Tells what is to be written from what is there in other ways. IIS answers with 500.19 where a name stands twice. */
function sort(target: OpenTarget, around: Surroundings, equivalents: typeof none): Sorted {
  const leave: Piece[] = [];
  const write: Piece[] = [];
  const adopt: Piece[] = [];
  for (const piece of target.pieces) {
    const inherited = around.inherited(piece);
    const [below] = around.namesakes(piece);
    const absent = assess(target.document, target.level, piece).state === "absent";
    if (inherited?.same === true && absent) leave.push(piece);
    else if (equivalents.has(piece)) adopt.push(piece);
    else if (inherited !== null) throw conflict(piece, `is inherited by ${target.file} from ${inherited.from}`);
    else if (below !== undefined) throw conflict(piece, `is in ${below}, below ${target.file}`);
    else write.push(piece);
  }
  return { write, leave, adopt };
}

function conflict(piece: Piece, where: string): PluginError {
  return new PluginError(
    "RULE_CONFLICT",
    `another ${pieceTitle(piece)} ${where}; rename or remove it there, nothing was changed`,
  );
}

/** True where an earlier apply of the same action put the piece there, or adopted it. */
function isOurs(piece: Piece, target: OpenTarget, earlier: Earlier<RewriteParameters> | undefined): boolean {
  if (earlier === undefined) return false;
  const entry = readUndo(earlier.undo)[itemClaim(target.file, target.level, piece)];
  if (entry === undefined) return false;
  return entry !== null || earlier.parameters.pieces.some((each) => sameItem(each, piece));
}

/** What an earlier apply of the same action added elsewhere: the engine has it taken back once the new one stands. */
function goesAgain(earlier: Earlier<RewriteParameters> | undefined): Leaving {
  const undo = earlier === undefined ? {} : readUndo(earlier.undo);
  return (file, level, piece) => {
    const entry = undo[itemClaim(file, level, piece)];
    return entry !== undefined && entry !== null && "added" in entry;
  };
}

function originalOf(target: OpenTarget): UndoEntry {
  const { bytes } = target.config;
  if (bytes === null) return { bytes: null };
  return isEmpty(target.config) ? { bytes: Buffer.from(bytes).toString("base64") } : null;
}
