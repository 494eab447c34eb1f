declare const signed: unique symbol;

/** The bytes a signature covers, in canonical form, digest and signature checked. Only `verify/signature` makes them. */
export type SignedBytes = Uint8Array & { readonly [signed]: true };
