import type { Json } from "../plugin/mitigation-plugin.js";
import { lookup } from "../project/lookup.js";

type KeyedUndo = { readonly [claim: string]: Json };

/** One action's hold on the host: what it claims, what restores it, and when it came (a log position). */
export interface Hold {
  readonly appliedId: string;
  /** Null where its type claims nothing. */
  readonly claims: readonly string[] | null;
  readonly undo: Json;
  readonly order: number;
  /** By claim, where the hold on that came later. */
  readonly later?: Readonly<Record<string, number>>;
}

/** What is to be restored now (null: nothing), and who gets the rest. */
export interface RevertPlan {
  readonly restore: { readonly undo: Json } | null;
  readonly handedOver: readonly { readonly appliedId: string; readonly undo: Json }[];
  /** Applied ids that hold something of the same and must stand as wanted afterwards. */
  readonly heirs: readonly string[];
}

/** The record read as keyed by claim, or null where it is not (see `claims` of the plugin interface). */
export function keyedUndo(claims: readonly string[] | null, undo: Json): KeyedUndo | null {
  if (claims === null || undo === null || typeof undo !== "object" || Array.isArray(undo)) return null;
  const record = undo as KeyedUndo;
  return claims.every((claim) => Object.hasOwn(record, claim)) ? record : null;
}

/** All that a hold claims. */
function claimsOf(hold: Pick<Hold, "claims" | "undo">): readonly string[] {
  const keyed = keyedUndo(hold.claims, hold.undo);
  return keyed === null ? (hold.claims ?? []) : Object.keys(keyed);
}

/** How to take `hold` off while `others` stay: what is shared goes to the one that came next. */
export function planRevert(hold: Hold, others: readonly Hold[]): RevertPlan {
  const own = new Set(claimsOf(hold));
  const heirs = others.filter((other) => claimsOf(other).some((claim) => own.has(claim))).toSorted(byOrder);
  if (heirs.length === 0) return { restore: { undo: hold.undo }, handedOver: [], heirs: [] };
  const keyed = keyedUndo(hold.claims, hold.undo);
  const plan = keyed === null ? handWhole(hold, heirs, own) : handByClaim(hold, keyed, heirs);
  return { ...plan, heirs: heirs.map((heir) => heir.appliedId) };
}

function handByClaim(hold: Hold, keyed: KeyedUndo, heirs: readonly Hold[]): Omit<RevertPlan, "heirs"> {
  const released = new Map<string, Json>();
  const inherited = new Map<Hold, Record<string, Json>>();
  for (const [claim, undo] of Object.entries(keyed)) {
    const holders = heirs.filter((heir) => claimsOf(heir).includes(claim));
    const [heir] = holders.toSorted((a, b) => orderOf(a, claim) - orderOf(b, claim));
    if (heir === undefined) released.set(claim, undo);
    else if (orderOf(hold, claim) < orderOf(heir, claim))
      inherited.set(heir, { ...inherited.get(heir), [claim]: undo });
  }
  return {
    restore: released.size === 0 ? null : { undo: Object.fromEntries(released) },
    handedOver: [...inherited].map(([heir, entries]) => ({
      appliedId: heir.appliedId,
      undo: { ...keyedUndo(heir.claims, heir.undo), ...entries },
    })),
  };
}

function handWhole(hold: Hold, heirs: readonly Hold[], own: ReadonlySet<string>): Omit<RevertPlan, "heirs"> {
  const held = new Set(heirs.flatMap(claimsOf));
  const first = heirs[0];
  const handedOver =
    first !== undefined && hold.order < first.order ? [{ appliedId: first.appliedId, undo: hold.undo }] : [];
  return { restore: [...own].every((claim) => held.has(claim)) ? null : { undo: hold.undo }, handedOver };
}

function orderOf({ order, later }: Hold, claim: string): number {
  return lookup(later ?? {}, claim) ?? order;
}

function byOrder(a: Hold, b: Hold): number {
  return a.order - b.order;
}

/** How the undo of a new version comes out of the old one's and a fresh capture. */
export interface UpgradePlan {
  /** Undo of the new version: what was there before the first one. */
  readonly undo: Json;
  /** What only the old version named, to be restored once the new one stands; null where there is none. */
  readonly giveBack: { readonly undo: Json } | null;
  /** True where the records cannot be told apart by claim: the old version goes as a whole, then the new one is looked at again. */
  readonly whole: boolean;
}

export function planUpgrade(old: Pick<Hold, "claims" | "undo">, fresh: Pick<Hold, "claims" | "undo">): UpgradePlan {
  const before = keyedUndo(old.claims, old.undo);
  const after = keyedUndo(fresh.claims, fresh.undo);
  if (before !== null && after !== null) {
    const shared = Object.entries(before).filter(([claim]) => Object.hasOwn(after, claim));
    const left = Object.entries(before).filter(([claim]) => !Object.hasOwn(after, claim));
    return {
      undo: { ...after, ...Object.fromEntries(shared) },
      giveBack: left.length === 0 ? null : { undo: Object.fromEntries(left) },
      whole: false,
    };
  }
  const shares = claimsOf(old).some((claim) => claimsOf(fresh).includes(claim));
  return shares
    ? { undo: old.undo, giveBack: null, whole: false }
    : { undo: fresh.undo, giveBack: { undo: old.undo }, whole: true };
}
