/** The layers between this server and a feed that can be believed, lowest first. */
export const layers = [
  "DNS",
  "proxy",
  "TCP",
  "TLS",
  "HTTP",
  "body",
  "signature",
  "chain",
  "revocation",
  "freshness",
] as const;

export type Layer = (typeof layers)[number];

/** Called once a layer has been passed, with one line on what was seen there. A redirect passes layers anew. */
export type LayerObserver = (layer: Layer, detail: string) => void;
