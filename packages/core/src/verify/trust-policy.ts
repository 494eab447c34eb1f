/** Whom a server believes, as configured under `trust`. Certificates are DER. */
export interface TrustPolicy {
  readonly roots: readonly Uint8Array[];
  /** Any one of these must match the leaf's issuer: `CN=Name`, several RDNs, or a bare common name. */
  readonly issuers: readonly string[];
  /** Dotted OIDs; the leaf must have every one. */
  readonly extendedKeyUsage: readonly string[];
  readonly timestampRoots: readonly Uint8Array[];
  readonly revocation: RevocationPolicy;
  readonly freshness: { readonly requireSerial: boolean };
  /** Cap on the document's size in bytes. */
  readonly maxBytes: number;
}

export interface RevocationPolicy {
  readonly mode: "off" | "soft" | "required";
  /** Complete CRLs from configured files, DER. */
  readonly crls: readonly Uint8Array[];
  /** Fetches a CRL from an http: distribution point (through the proxy, cached, capped); null where none is wanted. */
  readonly fetchCrl: ((url: string, signal: AbortSignal) => Promise<Uint8Array>) | null;
}
