import { limits } from "../limits.js";
import { refusal } from "./refusal.js";

const xmlNamespace = "http://www.w3.org/XML/1998/namespace";
const xmlnsNamespace = "http://www.w3.org/2000/xmlns/";
const absoluteUri = /^[A-Za-z][A-Za-z0-9+.-]*:\S/;

interface Declaration {
  readonly prefix: string;
  readonly uri: string;
  readonly depth: number;
  readonly at: number;
  used: boolean;
}

/** The namespace declarations in scope while a document is scanned. */
export class NamespaceScope {
  readonly #declarations: Declaration[] = [];

  get isEmpty(): boolean {
    return this.#declarations.length === 0;
  }

  /** Adds what an element at `depth` declares; throws where Namespaces in XML 1.0 forbids it. */
  declare(prefix: string, uri: string, depth: number, at: number): void {
    if (prefix === "xmlns" || uri === xmlnsNamespace || (prefix === "xml") !== (uri === xmlNamespace)) {
      throw refusal("DOCUMENT_NAMESPACE", "a declaration of a reserved prefix or namespace", at);
    }
    if (uri === "" && prefix !== "") throw refusal("DOCUMENT_NAMESPACE", "a prefix bound to no namespace", at);
    // Canonical XML 1.0, 1.3: a relative namespace URI is an operation failure.
    if (uri !== "" && !absoluteUri.test(uri)) throw refusal("DOCUMENT_NAMESPACE", "a relative namespace name", at);
    if (uri.length > limits.namespaceLength) {
      throw refusal("DOCUMENT_TOO_COMPLEX", `a namespace name of more than ${limits.namespaceLength} characters`, at);
    }
    if (this.#declarations.length >= limits.namespaces) {
      throw refusal("DOCUMENT_TOO_COMPLEX", `more than ${limits.namespaces} namespaces in scope`, at);
    }
    this.#declarations.push({ prefix, uri, depth, at, used: false });
  }

  /** The namespace of a prefix (`""` for the default one), or null where it is not declared. Marks its declaration as used. */
  resolve(prefix: string): string | null {
    for (let index = this.#declarations.length - 1; index >= 0; index -= 1) {
      const declaration = this.#declarations[index];
      if (declaration?.prefix === prefix) {
        declaration.used = true;
        return declaration.uri;
      }
    }
    if (prefix === "xml") return xmlNamespace;
    return prefix === "" ? "" : null;
  }

  /** Drops what the element at `depth` declared. Returns where the declarations stand that nothing used. */
  leave(depth: number): readonly number[] {
    const unused: number[] = [];
    for (;;) {
      const last = this.#declarations.at(-1);
      if (last === undefined || last.depth < depth) return unused;
      if (!last.used) unused.push(last.at);
      this.#declarations.pop();
    }
  }
}
