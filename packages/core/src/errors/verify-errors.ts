import type { ErrorEntry } from "./error-entry.js";

export const verifyErrors = {
  DOCUMENT_TOO_LARGE: {
    stage: "verify",
    meaning: "The document has more bytes than feed.maxBytes.",
    remedy: "check feed.url; raise feed.maxBytes if the feed is really that large",
  },
  CERTIFICATE_MISSING: {
    stage: "verify",
    meaning: "The document carries no certificate of a signer.",
    remedy: "do not use the document; ask the publisher to sign with the chain included",
  },
  CERTIFICATE_MALFORMED: {
    stage: "verify",
    meaning: "A certificate is not strict DER of the shape RFC 5280 gives it.",
    remedy: "do not use the document; if a configured root is named, replace its file under trust",
  },
  CERTIFICATE_PEM: {
    stage: "verify",
    meaning: "A file that should hold certificates in PEM form does not.",
    remedy: "name a PEM file with one or more CERTIFICATE blocks",
  },
  CERTIFICATE_TOO_MANY: {
    stage: "verify",
    meaning: "More certificates came with the document, or are configured, than are looked at.",
    remedy: "ask the publisher to include the chain only",
  },
  CERTIFICATE_EXTENSION_DUPLICATE: {
    stage: "verify",
    meaning: "A certificate has the same extension twice, so that two readers could see two certificates.",
    remedy: "do not use the document; tell its publisher",
  },
  CERTIFICATE_CRITICAL_EXTENSION: {
    stage: "verify",
    meaning: "A certificate has a critical extension that is not processed.",
    remedy: "ask the publisher for a chain without it; docs/certificates.md lists what is processed",
  },
  CERTIFICATE_LEAF_AMBIGUOUS: {
    stage: "verify",
    meaning: "Several certificates in the document could be the signer's.",
    remedy: "ask the publisher to include the signer's chain only",
  },
  CERTIFICATE_LEAF_IS_CA: {
    stage: "verify",
    meaning: "The certificate that should be the signer's is a CA's.",
    remedy: "do not use the document; a feed is signed with an end-entity certificate",
  },
  CERTIFICATE_NOT_CA: {
    stage: "verify",
    meaning: "A certificate that is no CA's issued another: a signer acts as a CA.",
    remedy: "do not use the document; tell its publisher",
  },
  CERTIFICATE_PATH_LENGTH: {
    stage: "verify",
    meaning: "There are more CAs in the chain than one of them allows, or more than eight certificates.",
    remedy: "do not use the document; tell its publisher",
  },
  CERTIFICATE_NAME_CONSTRAINT: {
    stage: "verify",
    meaning: "A certificate has a name that a CA above it may not issue for.",
    remedy: "do not use the document; tell its publisher",
  },
  CERTIFICATE_EXPIRED: {
    stage: "verify",
    meaning: "A certificate of the chain was no longer valid at the time it is judged at.",
    remedy: "check the clock; ask the publisher to renew, or configure timestampRoots if the feed is countersigned",
  },
  CERTIFICATE_NOT_YET_VALID: {
    stage: "verify",
    meaning: "A certificate of the chain was not yet valid at the time it is judged at.",
    remedy: "check the clock",
  },
  CERTIFICATE_ISSUER_MISMATCH: {
    stage: "verify",
    meaning: "The signer's certificate was issued by another CA than the configured ones.",
    remedy: "do not use the document; if the publisher announced a new CA, add it to trust.issuer",
  },
  CERTIFICATE_KEY_USAGE: {
    stage: "verify",
    meaning: "A certificate's key usage does not cover what its key was used for.",
    remedy: "do not use the document; tell its publisher",
  },
  CERTIFICATE_EKU_MISSING: {
    stage: "verify",
    meaning: "The signer's certificate, or a CA above it that limits them, lacks a configured extended key usage.",
    remedy: "do not use the document; check trust.extendedKeyUsage",
  },
  CERTIFICATE_ROOT_UNKNOWN: {
    stage: "verify",
    meaning: "The chain does not lead to a configured root.",
    remedy: "do not use the document; if the publisher announced a new root, add it to trust.roots",
  },
  CERTIFICATE_SIGNATURE_INVALID: {
    stage: "verify",
    meaning: "A certificate names an issuer whose key did not sign it.",
    remedy: "do not use the document; tell its publisher",
  },
  CERTIFICATE_KEY_ID_MISMATCH: {
    stage: "verify",
    meaning: "A certificate names another key of its issuer than the one that signed it.",
    remedy: "do not use the document; tell its publisher",
  },
  CERTIFICATE_ALGORITHM: {
    stage: "verify",
    meaning: "A certificate is signed with an algorithm that is not accepted.",
    remedy: "ask the publisher for a chain signed with RSA or ECDSA and SHA-256, SHA-384 or SHA-512",
  },
  CERTIFICATE_KEY_WEAK: {
    stage: "verify",
    meaning: "A certificate has a key that is too small or of a kind that is not accepted.",
    remedy: "ask the publisher for RSA of at least 2048 bits or ECDSA on P-256, P-384 or P-521",
  },
  CERTIFICATE_REVOKED: {
    stage: "verify",
    meaning: "A CRL lists a certificate of the chain as revoked.",
    remedy: "do not use the document; ask the publisher to sign with a new certificate",
  },
  CRL_MISSING: {
    stage: "verify",
    meaning: "No CRL says whether a certificate of the chain is revoked, and revocation is required.",
    remedy: "allow port 80 to the distribution points, or configure trust.revocation.crls",
    retryable: true,
  },
  CRL_STALE: {
    stage: "verify",
    meaning: "The only CRL at hand is past its next update, or relies on deltas, and revocation is required.",
    remedy: "renew the file under trust.revocation.crls, or allow port 80 to the distribution points",
    retryable: true,
  },
  CRL_INVALID: {
    stage: "verify",
    meaning:
      "The only CRL at hand is malformed, wrongly signed or of a kind that is not processed, and revocation is required.",
    remedy: "replace the file under trust.revocation.crls; look for what alters downloads",
    retryable: true,
  },
  COUNTERSIGNATURE_MALFORMED: {
    stage: "verify",
    meaning: "The countersignature is not a CMS timestamp token of RFC 3161.",
    remedy: "do not use the document; ask the publisher to countersign anew",
  },
  COUNTERSIGNATURE_INVALID: {
    stage: "verify",
    meaning: "The signature on the countersignature does not hold.",
    remedy: "do not use the document; tell its publisher",
  },
  COUNTERSIGNATURE_IMPRINT: {
    stage: "verify",
    meaning: "The countersignature is about another signature than this document's.",
    remedy: "do not use the document; tell its publisher",
  },
  COUNTERSIGNATURE_SIGNER: {
    stage: "verify",
    meaning: "The countersignature is not by a certificate for time stamping only, or its certificate is missing.",
    remedy: "do not use the document; ask the publisher to use a time-stamping authority",
  },
  COUNTERSIGNATURE_IN_FUTURE: {
    stage: "verify",
    meaning: "The countersignature's time is more than five minutes ahead of the clock.",
    remedy: "check the clock",
  },
} as const satisfies Record<string, ErrorEntry>;
