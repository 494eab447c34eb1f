import { limits } from "../limits.js";
import { signatureNamespace } from "../scan/scan-xml.js";
import { base64Of, requireAttributes, requireElement, requireNoChildren, requireNoText, shapeError } from "./shape.js";
import type { SignatureNode } from "./signature-tree.js";

const signature11Namespace = "http://www.w3.org/2009/xmldsig11#";

/** The certificates of `KeyInfo`, DER, in document order. `KeyValue` and `KeyName` are checked for their shape and otherwise ignored. */
export function readKeyInfo(keyInfo: SignatureNode): Uint8Array[] {
  requireAttributes(keyInfo);
  requireNoText(keyInfo);
  const certificates: Uint8Array[] = [];
  for (const child of keyInfo.children) {
    if (child.namespace !== signatureNamespace) throw shapeError(`KeyInfo holds a foreign ${child.name}`);
    if (child.name === "X509Data") certificates.push(...readX509Data(child));
    else if (child.name === "KeyValue") checkKeyValue(child);
    else if (child.name === "KeyName") checkHint(child);
    else throw shapeError(`KeyInfo holds ${child.name}`);
  }
  if (certificates.length > limits.certificates) {
    throw shapeError(`KeyInfo holds more than ${limits.certificates} certificates`);
  }
  return certificates;
}

/** The certificates of an `X509Data`; the hints that may stand beside them are not looked at. */
export function readX509Data(data: SignatureNode): Uint8Array[] {
  requireAttributes(data);
  requireNoText(data);
  const certificates: Uint8Array[] = [];
  for (const child of data.children) {
    if (child.namespace !== signatureNamespace) throw shapeError(`X509Data holds a foreign ${child.name}`);
    if (child.name === "X509Certificate") {
      requireAttributes(child);
      certificates.push(base64Of(child));
    } else if (child.name === "X509SubjectName" || isEmptyHint(child)) checkHint(child);
    else if (child.name === "X509SKI") checkKeyId(child);
    else if (child.name === "X509IssuerSerial") checkIssuerSerial(child);
    else throw shapeError(`X509Data holds ${child.name}`);
  }
  return certificates;
}

/** xmlsec1 leaves hints of a template empty where there are certificates. */
function isEmptyHint({ name, children, text }: SignatureNode): boolean {
  return (name === "X509SKI" || name === "X509IssuerSerial") && children.length === 0 && text === "";
}

function checkHint(node: SignatureNode): void {
  requireAttributes(node);
  requireNoChildren(node);
}

function checkKeyId(node: SignatureNode): void {
  requireAttributes(node);
  base64Of(node);
}

function checkIssuerSerial(node: SignatureNode): void {
  requireAttributes(node);
  requireNoText(node);
  const [name, serial, ...rest] = node.children;
  for (const [child, expected] of [
    [name, "X509IssuerName"],
    [serial, "X509SerialNumber"],
  ] as const) {
    const element = requireElement(child, expected, "X509IssuerSerial");
    requireAttributes(element);
    requireNoChildren(element);
  }
  if (rest.length > 0) throw shapeError("X509IssuerSerial holds more than a name and a number");
}

function checkKeyValue(node: SignatureNode): void {
  requireAttributes(node);
  requireNoText(node);
  const [value, ...rest] = node.children;
  if (value === undefined || rest.length > 0) throw shapeError("KeyValue does not hold one key");
  requireNoText(value);
  requireAttributes(value);
  const names = value.children.map((child) => child.name).join(" ");
  const isRsa = value.name === "RSAKeyValue" && value.namespace === signatureNamespace && names === "Modulus Exponent";
  const isEc =
    value.name === "ECKeyValue" && value.namespace === signature11Namespace && names === "NamedCurve PublicKey";
  if (!isRsa && !isEc) throw shapeError(`KeyValue holds ${value.name}`);
  for (const child of value.children) {
    if (child.namespace !== value.namespace) throw shapeError(`${value.name} holds a foreign ${child.name}`);
    if (child.name === "NamedCurve") {
      requireAttributes(child, ["URI"]);
      requireNoChildren(child);
      requireNoText(child);
    } else {
      requireAttributes(child);
      base64Of(child);
    }
  }
}
