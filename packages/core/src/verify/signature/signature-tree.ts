import { StopgapError } from "../../errors/stopgap-error.js";
import { limits } from "../limits.js";
import { decodeReferences } from "../scan/references.js";
import { type WalkedAttribute, walkXml } from "../scan/walk-xml.js";

/** An element of a `Signature`, small and whole. */
export interface SignatureNode {
  readonly namespace: string;
  readonly name: string;
  /** Values as they stand between the quotes; namespace declarations left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly SignatureNode[];
  /** Its own text, references decoded. */
  readonly text: string;
  /** Indexes of the element in the text the tree was read from. */
  readonly start: number;
  readonly startTagEnd: number;
  readonly end: number;
}

interface OpenNode extends Omit<SignatureNode, "children" | "text" | "end"> {
  readonly bindings: ReadonlyMap<string, string>;
  readonly children: SignatureNode[];
  text: string;
}

function bind(above: ReadonlyMap<string, string>, attributes: readonly WalkedAttribute[]): ReadonlyMap<string, string> {
  const declared = attributes.filter(({ name }) => name === "xmlns" || name.startsWith("xmlns:"));
  return declared.length === 0
    ? above
    : new Map([...above, ...declared.map(({ name, value }) => [name.slice(6), value] as const)]);
}

/** The tree of a `Signature` element that a strict scan has passed; `rootTag` is the start tag it stands in. */
export function readSignatureTree(signature: string, rootTag: string): SignatureNode {
  let inherited: ReadonlyMap<string, string> = new Map();
  walkXml(rootTag, {
    open(_name, attributes) {
      inherited = bind(inherited, attributes);
    },
    text() {},
    close() {},
  });
  const open: OpenNode[] = [];
  let root: SignatureNode | null = null;
  let count = 0;
  walkXml(signature, {
    open(name, attributes, start, startTagEnd) {
      count += 1;
      if (count > limits.signatureElements) {
        throw new StopgapError("SIGNATURE_SHAPE", `the signature has more than ${limits.signatureElements} elements`);
      }
      const bindings = bind(open.at(-1)?.bindings ?? inherited, attributes);
      const colon = name.indexOf(":");
      const own = attributes.filter((attribute) => attribute.name !== "xmlns" && !attribute.name.startsWith("xmlns:"));
      open.push({
        namespace: bindings.get(colon < 0 ? "" : name.slice(0, colon)) ?? "",
        name: name.slice(colon + 1),
        attributes: new Map(own.map((attribute) => [attribute.name, attribute.raw])),
        bindings,
        children: [],
        text: "",
        start,
        startTagEnd,
      });
    },
    text(raw) {
      const node = open.at(-1);
      if (node !== undefined) node.text += decodeReferences(raw);
    },
    close(end) {
      const node = open.pop();
      if (node === undefined) return;
      const { bindings: _, ...rest } = node;
      const parent = open.at(-1);
      if (parent === undefined) root = { ...rest, end };
      else parent.children.push({ ...rest, end });
    },
  });
  if (root === null) throw new StopgapError("SIGNATURE_MISSING", "the document carries no signature");
  return root;
}
