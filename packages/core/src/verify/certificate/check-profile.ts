import { StopgapError } from "../../errors/stopgap-error.js";
import { readDistributionPoints } from "../revocation/distribution-points.js";
import { Asn1Error } from "./asn1/asn1-error.js";
import { readWhole, TAG } from "./asn1/der-reader.js";
import { readSmallInteger } from "./asn1/der-values.js";
import type { Certificate } from "./certificate.js";
import { checkAccessDescriptions, checkPolicyMappings } from "./extensions.js";

type Role = "root" | "intermediate" | "leaf";
type Criticality = "must" | "must not" | "may";

/** Extensions that are processed, and whether RFC 5280 4.2.1 wants them critical. */
const processed: Readonly<Record<string, Criticality>> = {
  "2.5.29.14": "must not", // subject key id
  "2.5.29.15": "may", // key usage
  "2.5.29.17": "may", // subject alternative name
  "2.5.29.19": "may", // basic constraints; critical in a CA, see checkPath
  "2.5.29.30": "must", // name constraints
  "2.5.29.32": "may", // certificate policies
  "2.5.29.33": "may", // policy mappings
  "2.5.29.35": "must not", // authority key id
  "2.5.29.36": "must", // policy constraints
  "2.5.29.37": "may", // extended key usage
  "2.5.29.54": "must", // inhibit anyPolicy: without effect where no explicit policy is required
};

/** Extensions of which nothing but their form is of interest here. */
const forms: ReadonlyMap<string, (value: Uint8Array) => unknown> = new Map<string, (value: Uint8Array) => unknown>([
  ["2.5.29.31", readDistributionPoints],
  ["2.5.29.33", checkPolicyMappings],
  ["2.5.29.46", readDistributionPoints], // freshest CRL
  ["2.5.29.54", (value) => readSmallInteger(readWhole(value, TAG.integer))],
  ["1.3.6.1.5.5.7.1.1", checkAccessDescriptions], // authority information access
]);

/** What holds for one certificate of a path by itself: version, serial, key, critical extensions. */
export function checkProfile(certificate: Certificate, role: Role): void {
  const name = certificate.subject.text;
  if (certificate.version !== 3) {
    const code = role === "leaf" ? "CERTIFICATE_MALFORMED" : "CERTIFICATE_NOT_CA";
    throw new StopgapError(code, `the certificate ${name} is of version ${certificate.version}`);
  }
  // RFC 5280 4.1.2.6: without a subject only an end entity, named critically elsewhere
  if (
    certificate.subject.rdns.length === 0 &&
    (role !== "leaf" || certificate.extensions.get("2.5.29.17")?.critical !== true)
  ) {
    throw new StopgapError("CERTIFICATE_MALFORMED", `a ${role} certificate has no subject`);
  }
  if (certificate.hasUniqueIds) {
    throw new StopgapError("CERTIFICATE_MALFORMED", `the certificate ${name} has unique identifiers`); // RFC 5280 4.1.2.8
  }
  if (role !== "root") checkIssued(certificate);
  if (!certificate.publicKey.accepted) {
    throw new StopgapError("CERTIFICATE_KEY_WEAK", `the certificate ${name} has ${certificate.publicKey.why}`);
  }
  checkExtensions(certificate);
}

/** What a pinned root need not have: its serial is nobody's evidence. */
function checkIssued({ serial, subject }: Certificate): void {
  const bytes = Buffer.from(serial, "hex");
  // RFC 5280 4.1.2.2: positive, at most 20 octets
  if (bytes.length > 20 || (bytes[0] ?? 0) >= 0x80 || bytes.every((octet) => octet === 0)) {
    throw new StopgapError(
      "CERTIFICATE_MALFORMED",
      `the certificate ${subject.text} has a serial number that is not positive or too long`,
    );
  }
}

function checkExtensions(certificate: Certificate): void {
  const { extensions, subject } = certificate;
  for (const { oid, critical } of extensions.values()) {
    const wanted = Object.hasOwn(processed, oid) ? processed[oid] : undefined;
    // RFC 5280 6.1.4 (o), 6.1.5 (f)
    if (critical && wanted === undefined) {
      throw new StopgapError(
        "CERTIFICATE_CRITICAL_EXTENSION",
        `the certificate ${subject.text} has the critical extension ${oid}`,
      );
    }
    if ((critical && wanted === "must not") || (!critical && wanted === "must")) {
      const is = critical ? "critical" : "not critical";
      throw new StopgapError(
        "CERTIFICATE_MALFORMED",
        `the certificate ${subject.text} has the extension ${oid} marked ${is}`,
      );
    }
  }
  checkForms(certificate);
}

function checkForms({ extensions, subject, hasUnknownQualifiers }: Certificate): void {
  // RFC 5280 4.2.1.4
  if (hasUnknownQualifiers && extensions.get("2.5.29.32")?.critical === true) {
    throw new StopgapError(
      "CERTIFICATE_CRITICAL_EXTENSION",
      `the certificate ${subject.text} has an unknown policy qualifier`,
    );
  }
  try {
    for (const [oid, check] of forms) {
      const extension = extensions.get(oid);
      if (extension !== undefined) check(extension.value);
    }
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause;
    throw new StopgapError("CERTIFICATE_MALFORMED", `the certificate ${subject.text} has ${cause.message}`, { cause });
  }
}
