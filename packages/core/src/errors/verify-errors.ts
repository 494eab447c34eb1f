import type { ErrorEntry } from "./error-entry.js";

export const verifyErrors = {
  DOCUMENT_TOO_LARGE: {
    stage: "verify",
    meaning: "The document has more bytes than feed.maxBytes.",
    remedy: "check feed.url; raise feed.maxBytes if the feed is really that large",
  },
  DOCUMENT_TRUNCATED: {
    stage: "verify",
    meaning: "The document ends in the middle.",
    remedy: "try again; look for what cuts downloads short",
    retryable: true,
  },
  DOCUMENT_ENCODING: {
    stage: "verify",
    meaning: "The document is not UTF-8, or says that it is not.",
    remedy: "check feed.url; ask the publisher to write UTF-8",
  },
  DOCUMENT_CHARACTER: {
    stage: "verify",
    meaning: "The document holds a character outside XML 1.0.",
    remedy: "do not use the document; tell its publisher",
  },
  DOCUMENT_NOT_WELL_FORMED: {
    stage: "verify",
    meaning: "The document is not well-formed XML 1.0.",
    remedy: "check that feed.url is a feed; tell its publisher",
  },
  DOCUMENT_NAMESPACE: {
    stage: "verify",
    meaning: "A namespace or prefix is undeclared, reserved, relative, or declared and not covered by the signature.",
    remedy: "do not use the document; tell its publisher",
  },
  DOCUMENT_DOCTYPE: {
    stage: "verify",
    meaning: "The document has a DOCTYPE, which can change what the rest means.",
    remedy: "check that feed.url is a feed; a signed feed has none",
  },
  DOCUMENT_PROCESSING_INSTRUCTION: {
    stage: "verify",
    meaning: "The document has a processing instruction, or an XML declaration out of place.",
    remedy: "do not use the document; tell its publisher",
  },
  DOCUMENT_COMMENT: {
    stage: "verify",
    meaning: "The document has a comment, which signatures do not cover.",
    remedy: "do not use the document; ask the publisher to sign without comments",
  },
  DOCUMENT_CDATA: {
    stage: "verify",
    meaning: "The document has a CDATA section, which two readers may read in two ways.",
    remedy: "ask the publisher to sign without CDATA sections",
  },
  DOCUMENT_TOO_DEEP: {
    stage: "verify",
    meaning: "Elements are nested deeper than is looked at.",
    remedy: "do not use the document; tell its publisher",
  },
  DOCUMENT_TOO_COMPLEX: {
    stage: "verify",
    meaning: "The document has more elements, attributes, namespaces or longer names than are looked at.",
    remedy: "do not use the document; ask the publisher for a smaller one",
  },
  DOCUMENT_NOT_A_FEED: {
    stage: "verify",
    meaning: "The root element is not EOCS without a namespace.",
    remedy: "check feed.url",
  },
  DOCUMENT_NOT_PUBLICATION_FORM: {
    stage: "verify",
    meaning: "The document is too large for the general path and its bytes are not those that were signed.",
    remedy: "publish it with `stopgap feed sign`, which writes the publication form",
  },
  DOCUMENT_SERIAL_INVALID: {
    stage: "verify",
    meaning: "The serial is not a plain decimal from 1 to 2^53-1, or stands without issued and expires.",
    remedy: "do not use the document; tell its publisher",
  },
  DOCUMENT_SERIAL_MISSING: {
    stage: "verify",
    meaning: "The feed has neither serial nor countersignature time to hold it against, and one is required.",
    remedy: "set trust.freshness.requireSerial to false for feeds of profile EOCS 1.0",
  },
  DOCUMENT_TIME_INVALID: {
    stage: "verify",
    meaning: "The times issued or expires are missing, not ISO 8601 UTC, or in the wrong order.",
    remedy: "do not use the document; tell its publisher",
  },
  DOCUMENT_ROLLBACK: {
    stage: "verify",
    meaning: "The feed is older than one accepted before: someone serves an old document again.",
    remedy: "do not use the document; find out who serves it",
  },
  DOCUMENT_FORK: {
    stage: "verify",
    meaning:
      "The feed has the serial of one accepted before and other content: two documents were signed for one place.",
    remedy: "do not use the document; ask the publisher which of the two is right",
  },
  DOCUMENT_EXPIRED: {
    stage: "verify",
    meaning: "The feed is past its expires time: someone keeps a newer one back, or the publisher is late.",
    remedy: "check the clock; ask the publisher for a new feed",
  },
  DOCUMENT_ISSUED_AHEAD: {
    stage: "verify",
    meaning: "The feed says it was issued more than five minutes in the future.",
    remedy: "check the clock; tell the publisher",
  },
  SIGNATURE_MISSING: {
    stage: "verify",
    meaning: "The document carries no signature.",
    remedy: "check feed.url; ask the publisher to sign the feed",
  },
  SIGNATURE_MULTIPLE: {
    stage: "verify",
    meaning: "The document carries more than one signature.",
    remedy: "do not use the document; tell its publisher",
  },
  SIGNATURE_MISPLACED: {
    stage: "verify",
    meaning: "The signature is not the last child element of the root.",
    remedy: "do not use the document; tell its publisher",
  },
  SIGNATURE_SHAPE: {
    stage: "verify",
    meaning: "The signature holds something the profile does not know, or lacks something.",
    remedy: "do not use the document; docs/signature-profile.md lists what a signature holds",
  },
  SIGNATURE_ALGORITHM_REFUSED: {
    stage: "verify",
    meaning: "The signature names an algorithm that is not accepted.",
    remedy: "ask the publisher to sign with RSA or ECDSA and SHA-256, SHA-384 or SHA-512",
  },
  SIGNATURE_REFERENCE_NOT_COVERED: {
    stage: "verify",
    meaning: "The signature does not refer to the whole document and to nothing else.",
    remedy: "do not use the document; tell its publisher",
  },
  SIGNATURE_BASE64: {
    stage: "verify",
    meaning: "A value of the signature is not strict base64.",
    remedy: "do not use the document; tell its publisher",
  },
  SIGNATURE_KEY_MISMATCH: {
    stage: "verify",
    meaning: "The signer's key is of another kind or size than the signature's algorithm needs.",
    remedy: "do not use the document; tell its publisher",
  },
  SIGNATURE_INVALID: {
    stage: "verify",
    meaning: "The signer's key did not make this signature.",
    remedy: "do not use the document; look for what alters downloads",
  },
  SIGNATURE_DIGEST_MISMATCH: {
    stage: "verify",
    meaning: "The document is not the one that was signed: its content was changed.",
    remedy: "do not use the document; look for what alters downloads",
  },
  VERIFY_STOPPED: {
    stage: "verify",
    meaning: "Verifying took longer than it may and was stopped.",
    remedy: "look at the document: a valid one takes a second; raise trust.deadline on a slow machine",
    retryable: true,
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
