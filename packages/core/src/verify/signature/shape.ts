import type { ErrorCode } from "../../errors/catalogue.js";
import { StopgapError } from "../../errors/stopgap-error.js";
import { signatureNamespace } from "../scan/scan-xml.js";
import type { SignatureNode } from "./signature-tree.js";

const space = /^[ \t\r\n]*$/;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

export function shapeError(what: string, code: ErrorCode = "SIGNATURE_SHAPE"): StopgapError {
  return new StopgapError(code, what);
}

/** Throws unless the element is of the signature namespace with that name. */
export function requireElement(node: SignatureNode | undefined, name: string, parent: string): SignatureNode {
  if (node === undefined) throw shapeError(`${parent} has no ${name}`);
  if (node.name !== name || node.namespace !== signatureNamespace) {
    throw shapeError(`${parent} holds ${node.name} where ${name} belongs`);
  }
  return node;
}

/** Throws where the element has attributes beside those named. */
export function requireAttributes(node: SignatureNode, allowed: readonly string[] = []): void {
  for (const name of node.attributes.keys()) {
    if (!allowed.includes(name)) throw shapeError(`${node.name} has an attribute ${name}`);
  }
}

/** Throws where there is text between an element's children. */
export function requireNoText(node: SignatureNode): void {
  if (!space.test(node.text)) throw shapeError(`there is text in ${node.name}`);
}

/** Throws where an element that holds text holds elements. */
export function requireNoChildren(node: SignatureNode): void {
  const [child] = node.children;
  if (child !== undefined) throw shapeError(`${node.name} holds ${child.name}`);
}

/** The value of `Algorithm` on an element that holds nothing else. */
export function algorithmOf(node: SignatureNode): string {
  requireAttributes(node, ["Algorithm"]);
  requireNoText(node);
  requireNoChildren(node);
  return node.attributes.get("Algorithm") ?? "";
}

/** The bytes of an element that holds base64 and nothing else: canonical padding, white space of XML anywhere. */
export function base64Of(node: SignatureNode): Uint8Array {
  requireNoChildren(node);
  const text = node.text.replace(/[ \t\r\n]+/g, "");
  const bytes = Buffer.from(text, "base64");
  if (!base64.test(text) || text.length === 0 || text.length % 4 !== 0 || bytes.toString("base64") !== text) {
    throw shapeError(`${node.name} is not strict base64`, "SIGNATURE_BASE64");
  }
  return bytes;
}
