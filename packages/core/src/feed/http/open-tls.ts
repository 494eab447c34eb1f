import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { addAbortSignal, type Duplex } from "node:stream";
import { connect, type SecureContext, type TLSSocket } from "node:tls";
import type { StopgapError } from "../../errors/stopgap-error.js";
import { authority, type Endpoint } from "./endpoint.js";
import { fetchError, systemCode } from "./fetch-error.js";
import { visibleText } from "./visible-text.js";

export interface SecureConnection {
  readonly socket: TLSSocket;
  /** Protocol, subject and issuer of the certificate, and its end, on one line. */
  readonly detail: string;
}

/** TLS 1.2 or later over an open connection, the certificate checked against the trusted roots and the host's name. */
export function openTls(
  target: Endpoint,
  raw: Duplex,
  context: SecureContext | null,
  signal: AbortSignal,
): Promise<SecureConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      socket: raw,
      host: target.host,
      servername: isIP(target.host) === 0 ? target.host : "",
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      ALPNProtocols: ["http/1.1"],
      ...(context === null ? {} : { secureContext: context }),
    });
    addAbortSignal(signal, socket);
    let shown: X509Certificate | undefined;
    // Before Node judges the certificate and drops it, so that the message can name who issued it. With
    // getPeerX509Certificate here, Node's own check of the name would find an empty certificate.
    socket.prependListener("secure", () => {
      const { raw } = socket.getPeerCertificate();
      if (raw !== undefined) shown = new X509Certificate(raw);
    });
    socket.on("error", (error) => reject(tlsFailure(target, socket, shown, error)));
    socket.once("close", () => reject(closed(target)));
    socket.once("secureConnect", () => resolve({ socket, detail: describe(socket, shown) }));
  });
}

function tlsFailure(
  target: Endpoint,
  socket: TLSSocket,
  shown: X509Certificate | undefined,
  error: Error,
): StopgapError {
  const place = authority(target);
  const code = systemCode(error);
  // Node sets it to the reason of the refusal although its type says Error.
  const refused: unknown = socket.authorizationError;
  if (refused === null || refused === undefined) {
    if (code === "ECONNRESET" || code === "EPIPE") return closed(target);
    const reason = "reason" in error && typeof error.reason === "string" ? error.reason : (code ?? error.message);
    return fetchError("FETCH_TLS", "TLS", `${place} and this server cannot agree on TLS: ${visibleText(reason)}`, {
      cause: error,
    });
  }
  const subject = nameOf(shown?.subject);
  const issuer = nameOf(shown?.issuer);
  const seen = `${place} showed a certificate for ${subject}, issued by ${issuer}`;
  return fetchError("FETCH_TLS_UNTRUSTED", "TLS", `${seen}: ${whyUntrusted(code, shown)}`, {
    cause: error,
    details: { subject, issuer, fingerprint256: shown?.fingerprint256 ?? null, reason: code },
  });
}

function whyUntrusted(code: string | null, shown: X509Certificate | undefined): string {
  switch (code) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "it is for other names";
    case "CERT_HAS_EXPIRED":
      return `it expired on ${shown?.validTo ?? "an unknown day"}, or its issuer's did`;
    case "CERT_NOT_YET_VALID":
      return `it is not valid before ${shown?.validFrom ?? "an unknown day"}`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return "it signed itself";
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "that issuer is not trusted here";
    default:
      return visibleText(code ?? "it does not verify");
  }
}

function closed(target: Endpoint): StopgapError {
  const place = authority(target);
  return fetchError("FETCH_TLS", "TLS", `the connection to ${place} was closed during the TLS handshake`);
}

function describe(socket: TLSSocket, shown: X509Certificate | undefined): string {
  const protocol = socket.getProtocol() ?? "TLS";
  const end = shown?.validTo ?? "unknown";
  return `${protocol}, certificate of ${nameOf(shown?.subject)}, issued by ${nameOf(shown?.issuer)}, valid until ${end}`;
}

/** Node writes one part of a name per line. */
function nameOf(name: string | undefined): string {
  const line = visibleText((name ?? "").split("\n").join(", "));
  return line === "" ? "(no name)" : line;
}
