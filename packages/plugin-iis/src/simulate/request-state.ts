import { type HttpRequest, PluginError } from "@stopgap/core/plugin";
import { percentDecode } from "./percent-encoding.js";

/** A request as rules see it; the path and query change as rules rewrite them. */
export interface RequestState {
  readonly request: HttpRequest;
  readonly secure: boolean;
  /** Host and port as they stand in the URL. */
  readonly authority: string;
  /** Path and query as they were sent. */
  readonly raw: string;
  /** Decoded, with its leading slash, without dot segments. */
  readonly path: string;
  /** As sent, without `?`. */
  readonly query: string;
}

/** Takes a request apart. Throws `PluginError("URL_INVALID")`. */
export function requestState(request: HttpRequest): RequestState {
  const parts = /^(https?):\/\/([^/?#\s]+)([^?#\s]*)(?:\?([^#\s]*))?(?:#.*)?$/i.exec(request.url);
  if (parts === null)
    throw new PluginError(
      "URL_INVALID",
      `${JSON.stringify(request.url)} is not an http: or https: URL; give one in full`,
    );
  const [, scheme = "", authority = "", rawPath = "", query] = parts;
  const path = rawPath === "" ? "/" : rawPath;
  return {
    request,
    secure: scheme.toLowerCase() === "https",
    authority: authority.replace(/^.*@/, ""),
    raw: query === undefined ? path : `${path}?${query}`,
    path: withoutDots(percentDecode(path).replaceAll("\\", "/")),
    query: query ?? "",
  };
}

/** The names on the way of a decoded path. */
export function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const parts = path.split("/").slice(1);
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    if (part === "..") kept.pop();
    if (part !== "." && part !== "..") kept.push(part);
    else if (isLast) kept.push("");
  });
  return `/${kept.join("/")}`;
}

/** The value of a server variable; empty where the request has none of that name. */
export function serverVariable(name: string, state: RequestState): string {
  const upper = name.toUpperCase();
  if (Object.hasOwn(variables, upper)) return variables[upper]?.(state) ?? "";
  return upper.startsWith("HTTP_") ? header(upper.slice(5), state) : "";
}

const query = (state: RequestState) => (state.query === "" ? "" : `?${state.query}`);
const hostName = (state: RequestState) => state.authority.replace(/:\d*$/, "");
const port = (state: RequestState) => /:(\d+)$/.exec(state.authority)?.[1] ?? (state.secure ? "443" : "80");

const variables: Readonly<Record<string, (state: RequestState) => string>> = {
  REQUEST_URI: (state) => state.path + query(state),
  URL: (state) => state.path,
  PATH_INFO: (state) => state.path,
  SCRIPT_NAME: (state) => state.path,
  QUERY_STRING: (state) => state.query,
  UNENCODED_URL: (state) => state.raw,
  HTTP_URL: (state) => state.raw,
  CACHE_URL: (state) =>
    `http${state.secure ? "s" : ""}://${hostName(state)}:${port(state)}${state.path}${query(state)}`,
  REQUEST_METHOD: (state) => state.request.method,
  HTTP_METHOD: (state) => state.request.method,
  HTTPS: (state) => (state.secure ? "on" : "off"),
  SERVER_PORT_SECURE: (state) => (state.secure ? "1" : "0"),
  SERVER_PORT: port,
  SERVER_NAME: hostName,
  SERVER_PROTOCOL: () => "HTTP/1.1",
  HTTP_VERSION: () => "HTTP/1.1",
  HTTP_HOST: (state) => header("HOST", state) || state.authority,
  CONTENT_TYPE: (state) => header("CONTENT_TYPE", state),
  CONTENT_LENGTH: (state) => header("CONTENT_LENGTH", state),
};

function header(upper: string, state: RequestState): string {
  const found = state.request.headers.filter(({ name }) => name.toUpperCase().replaceAll("-", "_") === upper);
  return found.map(({ value }) => value).join(upper === "COOKIE" ? "; " : ", ");
}
