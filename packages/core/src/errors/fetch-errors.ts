import type { ErrorEntry } from "./error-entry.js";

export const fetchErrors = {
  FETCH_DNS: {
    stage: "fetch",
    meaning: "The name of the feed server does not resolve.",
    remedy: "check feed.url and the name server",
    retryable: true,
  },
  FETCH_PROXY: {
    stage: "fetch",
    meaning: "The proxy cannot be reached, or does not behave as an HTTP proxy.",
    remedy: "check feed.proxy, or HTTPS_PROXY and NO_PROXY where it is not set",
    retryable: true,
  },
  FETCH_PROXY_AUTHENTICATION: {
    stage: "fetch",
    meaning: "The proxy asks for a user name and password, or does not take the ones it got.",
    remedy:
      "put them into the proxy's URL (http://user:password@host:port, special characters percent-encoded), or exempt this server at the proxy",
  },
  FETCH_PROXY_CONNECT_REFUSED: {
    stage: "fetch",
    meaning: "The proxy does not open a tunnel (CONNECT) to the feed server.",
    remedy: "have the proxy allow CONNECT to that host and port",
    retryable: true,
  },
  FETCH_CONNECT: {
    stage: "fetch",
    meaning: "No TCP connection to the feed server.",
    remedy: "check feed.url and that the firewall lets this server out to that host and port, or set feed.proxy",
    retryable: true,
  },
  FETCH_TLS: {
    stage: "fetch",
    meaning:
      "No TLS connection to the feed server: it does not speak TLS 1.2 or later there, or something cuts the connection.",
    remedy: "check the port in feed.url and that nothing between here and there breaks TLS",
    retryable: true,
  },
  FETCH_TLS_UNTRUSTED: {
    stage: "fetch",
    meaning: "The certificate the feed server showed is not trusted for its name. An inspecting proxy looks like this.",
    remedy: "exempt the feed server from TLS inspection, or name the issuer's certificate in feed.ca if you trust it",
  },
  FETCH_HTTP: {
    stage: "fetch",
    meaning: "The feed server's answer is not HTTP, or the connection ended before there was one.",
    remedy: "check feed.url; the next cycle tries again",
    retryable: true,
  },
  FETCH_HTTP_STATUS: {
    stage: "fetch",
    meaning: "The feed server answered with a status other than 200, or with 304 although nothing was kept.",
    remedy: "check feed.url",
    retryable: true,
  },
  FETCH_REDIRECT: {
    stage: "fetch",
    meaning:
      "The feed server redirects to another origin, to nowhere, or without end; such redirects are not followed.",
    remedy: "put the final address into feed.url, if it is the publisher's",
  },
  FETCH_TIMEOUT: {
    stage: "fetch",
    meaning: "The document was not complete within feed.timeout, counted from connecting to the last byte.",
    remedy: "check the path to the server, or raise feed.timeout",
    retryable: true,
  },
  FETCH_IDLE: {
    stage: "fetch",
    meaning: "The feed server stopped sending in the middle of the document.",
    remedy: "check the path to the server; the next cycle tries again",
    retryable: true,
  },
  FETCH_ABORTED: {
    stage: "fetch",
    meaning: "The fetch was stopped from within, because the program ends or the caller gave up.",
    remedy: "run the cycle again",
    retryable: true,
  },
  FETCH_FILE: {
    stage: "fetch",
    meaning: "The feed's file is not there, is not a plain file, or cannot be read.",
    remedy: "check feed.url, and the owner and permissions of the file",
    retryable: true,
  },
  FETCH_ENCODING: {
    stage: "verify",
    meaning: "The document came compressed although none of that was asked for; compressed documents are not opened.",
    remedy: "turn off compression for the feed at its server or at the proxy",
  },
  FETCH_CUT_SHORT: {
    stage: "verify",
    meaning: "The connection ended before the document was complete.",
    remedy: "check the server and the proxies between; the next cycle tries again",
    retryable: true,
  },
} as const satisfies Record<string, ErrorEntry>;
