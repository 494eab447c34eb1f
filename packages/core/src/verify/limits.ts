/** Every bound of verification, in one place. A document beyond one of them is refused by name. */
export const limits = {
  /** Elements within elements, the root counting as one. */
  depth: 64,
  elements: 200_000,
  attributesPerElement: 64,
  /** Namespace declarations in scope at once. */
  namespaces: 32,
  /** Characters of one namespace name: canonicalisation writes it once for each element that needs it. */
  namespaceLength: 512,
  /** Octets of one element or attribute name. */
  nameBytes: 512,
  /** Elements of the `Signature`, itself and its `Object` included. */
  signatureElements: 128,
  /** Certificates of one `X509Data`, over all of them. */
  certificates: 16,
  /** The largest document that is canonicalised; beyond it only the publication form is accepted. */
  generalPathBytes: 1024 * 1024,
  /** Characters of a canonical form: escapes and namespaces written anew may make it longer than the document. */
  canonicalLength: 4 * 1024 * 1024,
  /** Milliseconds by which `issued` may lie ahead of the clock. */
  issuedAhead: 5 * 60_000,
  /** Days before a certificate's end from which on it is warned about. */
  warningDays: 30,
} as const;
