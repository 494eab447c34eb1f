/** A configuration with every key, its default and what it is for: what `config init` writes. */
export const starterConfiguration = `# Stopgap's configuration. What is commented out stands at its default.
# Relative paths are relative to this file. Check it with: stopgap config check

organization: Contoso

# This server. "build" is four numbers; mitigations are meant for ranges of them.
server:
  name: Server1
  product: Exchange2019            # Exchange2016, Exchange2019 or ExchangeSE
  build: 15.2.1118.12
  roles: [Mailbox]                 # on Edge nothing runs

feed:
  url: https://feed.contoso.example/getexchangemitigations   # https:, or file: where there is no network
  # proxy: http://proxy.contoso.example:8080   # InternetWebProxy; the usual environment variables otherwise
  # ca: ./tls-root.pem               # a further root for the TLS connection
  # schedule: "0 * * * *"            # minute hour day month weekday, in UTC
  # startupDelay: 10m
  # jitter: 0s                       # at most so long is a scheduled cycle put off
  # timeout: 30s                     # from connecting to the last byte
  # maxBytes: 5MiB

# Whom this server believes. A feed is applied only when all of it holds.
trust:
  roots: [./feed-root.pem]
  issuer: CN=Contoso Feed Signing CA           # or a list, while a new one takes over
  # extendedKeyUsage: [1.3.6.1.5.5.7.3.3]      # the signing certificate must have every one
  # timestampRoots: []
  # revocation: { mode: "off", crls: [] }      # off, soft or required
  # freshness: { requireSerial: false }
  # deadline: 60s                              # verifying a document is stopped after so long

# freshness: { alarmAfter: 24h }     # without a good check for so long, an alarm is raised

# store: { file: ./stopgap.db }

host: { kind: windows }              # windows, linux, or sandbox with a root: { kind: sandbox, root: ./server }

# plugins: ["@stopgap/plugin-iis", "@stopgap/plugin-service", "@stopgap/plugin-apppool"]

# onRetired: keep                    # keep what a retired mitigation set, or revert it
# onEquivalent: add                  # add the own beside what does the same under another name, or adopt that
# drift: repair                      # repair or report, for all types or by type: { UrlRewrite: report }

# diagnostics: { enabled: false, url: null }

# log: { directory: ./logs, level: info }      # system: also to the Application log, journald or syslog

# Who is told of what happens. Try it with: stopgap notify test
# notify:
#   - webhook: { url: https://hooks.contoso.example/stopgap, secretFile: ./webhook.key }
#   - mail: { from: stopgap@contoso.example, to: [admins@contoso.example], smtp: { host: mail.contoso.example } }
#   - command: [/usr/local/bin/tell-us]          # the notice as JSON on its standard input
#     on: [failed, refused, alarm]

# metrics: { file: true, port: null }            # Prometheus text in the log folder; a port on loopback
`;
