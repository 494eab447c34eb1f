import type { ActionValue, Host, HostKind, RunResult, Scope, ValueElement } from "@stopgap/core/plugin";
import { parameters as schema } from "../src/parameters.js";
import type { RewriteParameters } from "../src/rewrite-parameters.js";
import { readXml } from "../src/xml/read-xml.js";
import { childElements, type XmlElement } from "../src/xml/xml-document.js";

export const serverFile = "C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config";

/** A host of files in memory, matched without regard to case. */
export class MemoryHost implements Host {
  readonly kind: HostKind;
  readonly files = new Map<string, Uint8Array>();
  readonly ran: (readonly string[])[] = [];
  readonly signal = new AbortController().signal;
  writes = 0;

  constructor(files: Readonly<Record<string, string | Uint8Array>>, kind: HostKind = "sandbox") {
    this.kind = kind;
    for (const [path, content] of Object.entries(files)) this.put(path, content);
  }

  put(path: string, content: string | Uint8Array): void {
    this.files.set(path.toLowerCase(), Buffer.from(content));
  }

  text(path: string): string | null {
    const bytes = this.files.get(path.toLowerCase());
    return bytes === undefined ? null : Buffer.from(bytes).toString("utf8");
  }

  /** Everything on the host, comparable. */
  snapshot(): Readonly<Record<string, string>> {
    const entries = [...this.files].map(([path, bytes]) => [path, Buffer.from(bytes).toString("latin1")] as const);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  readFile(path: string): Promise<Uint8Array | null> {
    return Promise.resolve(this.files.get(path.toLowerCase()) ?? null);
  }

  writeFile(path: string, bytes: Uint8Array | null): Promise<void> {
    this.writes += 1;
    if (bytes === null) this.files.delete(path.toLowerCase());
    else this.files.set(path.toLowerCase(), Buffer.from(bytes));
    return Promise.resolve();
  }

  run(program: string, args: readonly string[]): Promise<RunResult> {
    this.ran.push([program, ...args]);
    return Promise.resolve({ code: 0, stdout: "", stderr: "" });
  }

  now(): Date {
    return new Date(0);
  }

  log(): void {}
}

/** A `Value`'s content as the engine hands it to a plugin. */
export function actionValue(xml: string, scope: Scope = "Site"): ActionValue {
  const document = readXml(`<Value>${xml}</Value>`);
  return { ...valueElement(document.root, document.text), scope };
}

function valueElement(element: XmlElement, text: string): ValueElement {
  const own = element.children.filter((node) => node.kind === "text").map((node) => text.slice(node.start, node.end));
  return {
    name: element.name,
    attributes: Object.fromEntries(element.attributes.map(({ name, value }) => [name, value])),
    text: own.join("").trim(),
    elements: childElements(element).map((child) => valueElement(child, text)),
  };
}

/** The refusal's line, or null where the Value is accepted. */
export function refusal(xml: string, scope: Scope = "Site"): string | null {
  const result = schema["~standard"].validate(actionValue(xml, scope));
  if (result instanceof Promise) throw new TypeError("the schema is not asynchronous");
  return result.issues?.[0]?.message ?? null;
}

/** The parameters of a Value that must be accepted. */
export function parametersOf(xml: string, scope: Scope = "Site"): RewriteParameters {
  const result = schema["~standard"].validate(actionValue(xml, scope));
  if (result instanceof Promise || result.issues !== undefined) throw new Error(refusal(xml, scope) ?? "refused");
  return result.value;
}

/** An applicationHost.config with two sites. */
export const applicationHost = `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
    <system.applicationHost>
        <sites>
            <site name="Default Web Site" id="1">
                <application path="/">
                    <virtualDirectory path="/" physicalPath="%SystemDrive%\\inetpub\\wwwroot" />
                    <virtualDirectory path="/shared" physicalPath="D:\\Shared Files" />
                </application>
                <application path="/owa">
                    <virtualDirectory path="/" physicalPath="%ExchangeInstallPath%FrontEnd\\HttpProxy\\owa" />
                </application>
                <application path="/owa/Calendar">
                    <virtualDirectory path="/" physicalPath="%ExchangeInstallPath%FrontEnd\\HttpProxy\\calendar" />
                </application>
                <application path="/unc">
                    <virtualDirectory path="/" physicalPath="\\\\server\\share" />
                </application>
                <application path="/dots">
                    <virtualDirectory path="/" physicalPath="C:\\inetpub\\..\\secret" />
                </application>
            </site>
            <site name="Exchange Back End" id="2">
                <application path="/">
                    <virtualDirectory path="/" physicalPath="C:\\Back End" />
                </application>
            </site>
        </sites>
    </system.applicationHost>
    <location path="Default Web Site/owa">
        <system.webServer>
            <security />
        </system.webServer>
    </location>
</configuration>
`;

export const environment = JSON.stringify({ ExchangeInstallPath: "C:\\Program Files\\Exchange\\" });

/** A sandbox with the two sites and these further files. */
export function exchangeHost(files: Readonly<Record<string, string | Uint8Array>> = {}): MemoryHost {
  return new MemoryHost({ [serverFile]: applicationHost, "environment.json": environment, ...files });
}

export const rootConfig = "C:\\inetpub\\wwwroot\\web.config";
export const owaConfig = "C:\\Program Files\\Exchange\\FrontEnd\\HttpProxy\\owa\\web.config";

export function inboundRule(name: string, pattern = "(?=.*autodiscover)(?=.*powershell)"): string {
  return `<rule name="${name}" patternSyntax="ECMAScript" stopProcessing="true"><match url=".*"/><conditions><add input="{UrlDecode:{REQUEST_URI}}" pattern="${pattern}"/></conditions><action type="AbortRequest"/></rule>`;
}

export function inboundValue(name: string, path = "Default Web Site", pattern?: string): string {
  return `<rewrite path="${path}"><rules>${inboundRule(name, pattern)}</rules></rewrite>`;
}

export function outboundValue(name: string, path = "Default Web Site/owa"): string {
  return `<rewrite path="${path}"><outboundRules><rule name="${name}" preCondition="${name} - precondition"><match serverVariable="RESPONSE_Content_Security_Policy" pattern="(.*)"/><action type="Rewrite" value="{R:1}; script-src-attr 'none'"/></rule><preConditions><preCondition name="${name} - precondition"><add input="{RESPONSE_CONTENT_TYPE}" pattern="^text/html"/></preCondition></preConditions></outboundRules></rewrite>`;
}
