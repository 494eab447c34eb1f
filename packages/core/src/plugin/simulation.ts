export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface SimulatedResponse {
  readonly outcome: "blocked" | "allowed" | "redirected" | "rewritten" | "responded";
  readonly status: number | null;
  /** The rule's name. */
  readonly by: string | null;
  readonly location: string | null;
}
