export type { HashName } from "../verify/signature/algorithms.js";
export {
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateExtension,
  crlDistributionPoints,
  extendedKeyUsage,
  type KeyUsage,
  keyUsage,
  keyUsageBits,
  nameConstraints,
  type SubtreeNames,
  subjectAlternativeName,
  subjectKeyIdentifier,
  unknownExtension,
} from "./certificate-extensions.js";
export {
  type CertificateRequest,
  type CrlRequest,
  issueCertificate,
  issueCrl,
  randomSerial,
  type SigningDigest,
} from "./issue-certificate.js";
export {
  type CertifiedKey,
  generateSigningChain,
  generateSigningKey,
  generateTlsCertificate,
  issueSigningLeaf,
  type KeyType,
  type SigningChain,
  type SigningChainOptions,
  type SigningLeafOptions,
  type TlsCertificateOptions,
} from "./keygen.js";
export { fromPem, toPem } from "./pem.js";
export { type RenewalOptions, renewSigningIssuer, renewSigningLeaf } from "./renew.js";
export { type RevocationList, type RevocationListOptions, renewRevocationList } from "./revocation-list.js";
export { type ServedFeed, type ServeFeedOptions, serveFeed } from "./serve-feed.js";
export { type FeedSigner, signFeed } from "./sign-feed.js";
