/** Bytes from outside: nothing is known about them. Only `verify/` takes them further. */
export interface FetchedDocument {
  readonly url: string;
  readonly bytes: Uint8Array;
  /** Lower-case hex of the SHA-256 of `bytes`. */
  readonly sha256: string;
  /** True where the server said that the bytes kept from an earlier fetch are still current. */
  readonly notModified: boolean;
  readonly validators: Validators;
}

/** What a conditional request sends back to the server (RFC 9110, 13.1). */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}
