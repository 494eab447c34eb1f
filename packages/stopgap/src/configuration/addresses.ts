import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";

/** The feed's address. A relative `file:` stays relative to `folder`; plain http and credentials are refused. */
export function feedAddress(folder: string) {
  return z.string().transform((value, context) => {
    const refuse = (message: string) => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    const address = parse(value.trim(), folder);
    if (address === null) return refuse("must be a URL that begins with https: or file:");
    if (address.protocol !== "https:" && address.protocol !== "file:") {
      return refuse(`must begin with https: or file:, not ${address.protocol}`);
    }
    if (address.protocol === "file:" && address.hostname !== "") {
      return refuse("must be a file on this machine (file:///path)");
    }
    if (address.username !== "" || address.password !== "") return refuse("must not carry a user name or password");
    return address.href;
  });
}

/** `http://proxy:8080`, or as InternetWebProxy has it, without the scheme; `none`: past every proxy, whatever the environment says. */
export const proxyOrNone = z
  .string()
  .transform((value, context) => (value.trim().toLowerCase() === "none" ? "none" : proxy(value, context)));

function proxy(value: string, context: z.RefinementCtx): string {
  const given = value.trim();
  const address = parse(/^[a-z]+:\/\//i.test(given) ? given : `http://${given}`, ".");
  if (address !== null && /^https?:$/.test(address.protocol) && address.hostname !== "") return address.href;
  context.addIssue({ code: "custom", message: "must be a proxy such as http://proxy.contoso.example:8080" });
  return z.NEVER;
}

export const secureAddress = z.string().transform((value, context) => {
  const address = parse(value.trim(), ".");
  if (address !== null && address.protocol === "https:") return address.href;
  context.addIssue({ code: "custom", message: "must be a URL that begins with https:" });
  return z.NEVER;
});

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i;

/** `https:`; plain http on loopback only. */
export const webhookAddress = z.string().transform((value, context) => {
  const address = parse(value.trim(), ".");
  const isLocal = address !== null && address.protocol === "http:" && loopback.test(address.hostname);
  if (address !== null && (address.protocol === "https:" || isLocal)) return address.href;
  context.addIssue({ code: "custom", message: "must be a URL that begins with https:" });
  return z.NEVER;
});

function parse(value: string, folder: string): URL | null {
  const relative = /^file:(?!\/)(.+)$/i.exec(value);
  if (relative !== null) return pathToFileURL(resolve(folder, decodeURI(relative[1] ?? "")));
  return URL.canParse(value) ? new URL(value) : null;
}
