/** Names of the files `feed keygen` makes and `feed sign` reads. */
export const keyFiles = {
  root: "feed-root.pem",
  rootKey: "feed-root.key.pem",
  issuer: "feed-issuer.pem",
  issuerKey: "feed-issuer.key.pem",
  signing: "feed-signing.pem",
  signingKey: "feed-signing.key.pem",
} as const;
