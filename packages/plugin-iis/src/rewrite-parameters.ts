import type { Scope } from "@stopgap/core/plugin";
import type { Piece } from "./piece.js";
import type { RewritePath } from "./rewrite-path.js";

/** What a validated `UrlRewrite` Value asks for. Plain data. */
export interface RewriteParameters {
  readonly scope: Scope;
  readonly path: RewritePath;
  /** In the order in which they are put in place: what rules refer to comes first. */
  readonly pieces: readonly Piece[];
}
