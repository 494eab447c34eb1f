/** The configuration of a demonstration; every command works with it. The feed is on this machine, so no proxy is asked. */
export function demoConfiguration(feedUrl: string): string {
  return `# made by stopgap demo
organization: Contoso
server: { name: Server1, product: Exchange2019, build: 15.2.1118.12, roles: [Mailbox] }
feed:
  url: ${feedUrl}
  ca: ./tls-root.pem
  proxy: none
trust:
  roots: [./feed-root.pem]
  issuer: CN=Stopgap Demo Feed CA
  extendedKeyUsage: [1.3.6.1.5.5.7.3.3]
store: { file: ./stopgap.db }
host: { kind: sandbox, root: ./server }
plugins: ["@stopgap/plugin-iis", "@stopgap/plugin-service", "@stopgap/plugin-apppool"]
log: { directory: ./logs, level: info }
`;
}
