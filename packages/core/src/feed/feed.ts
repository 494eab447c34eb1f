/** Four numeric parts, compared numerically, left first. */
export type Build = readonly [number, number, number, number];

export interface AppliesTo {
  readonly product: string | null;
  readonly lowest: Build | null;
  readonly highest: Build | null;
  readonly role: string | null;
}

/** An element below an action's `Value`, in document order; entities are decoded. */
export interface ValueElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly elements: readonly ValueElement[];
}

export type Scope = "Server" | "Site";

/** What a plugin's `parameters` schema validates. */
export interface ActionValue {
  readonly text: string;
  readonly elements: readonly ValueElement[];
  readonly scope: Scope;
}

export interface Action {
  /** The id of the `Config` it stands in. */
  readonly mitigation: string;
  /** `<action id>.<version>`; the config's id where its single action has none. */
  readonly appliedId: string;
  /** The action's identity over versions: its id, or the config's where it has none. */
  readonly actionId: string;
  readonly version: number;
  readonly type: string;
  readonly description: string;
  readonly value: ActionValue;
  readonly appliesTo: readonly AppliesTo[];
  /** Why the action cannot be understood, or null. A feed with such an action is as good for the rest. */
  readonly problem: string | null;
}

export interface SideEffect {
  readonly text: string;
  /** The monitor that goes red, or null. */
  readonly probe: string | null;
}

export interface TestVector {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly expect: "blocked" | "allowed";
}

export interface Mitigation {
  readonly id: string;
  readonly description: string;
  readonly actions: readonly Action[];
  readonly sideEffects: readonly SideEffect[];
  readonly testVectors: readonly TestVector[];
}

export type FeedProfile = "EOCS 1.0" | "EOCS 1.1";

/** The parsed content of a feed: plain data. */
export interface Feed {
  readonly profile: FeedProfile;
  /** The root's `version` attribute as it stands. */
  readonly version: string;
  /** 1 to 2^53-1 in EOCS 1.1, null in EOCS 1.0. */
  readonly serial: number | null;
  /** ISO 8601 UTC, null in EOCS 1.0. */
  readonly issued: string | null;
  readonly expires: string | null;
  readonly mitigations: readonly Mitigation[];
}
