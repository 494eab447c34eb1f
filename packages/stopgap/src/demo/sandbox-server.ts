import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const exchange = "Program Files/Microsoft/Exchange Server/V15";

/** Lays out a sandbox below `root` that stands for an Exchange 2019 mailbox server, as it was before any mitigation. */
export async function makeSandboxServer(root: string): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

const applicationHost = `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.applicationHost>
    <applicationPools>
      <add name="DefaultAppPool" />
      <add name="MSExchangeOWAAppPool" autoStart="true" startMode="AlwaysRunning" />
      <add name="MSExchangeECPAppPool" autoStart="true" />
    </applicationPools>
    <sites>
      <site name="Default Web Site" id="1" serverAutoStart="true">
        <application path="/">
          <virtualDirectory path="/" physicalPath="%SystemDrive%\\inetpub\\wwwroot" />
        </application>
        <application path="/owa" applicationPool="MSExchangeOWAAppPool">
          <virtualDirectory path="/" physicalPath="%ExchangeInstallPath%FrontEnd\\HttpProxy\\owa" />
        </application>
        <application path="/ecp" applicationPool="MSExchangeECPAppPool">
          <virtualDirectory path="/" physicalPath="%ExchangeInstallPath%FrontEnd\\HttpProxy\\ecp" />
        </application>
        <bindings>
          <binding protocol="https" bindingInformation="*:443:" />
        </bindings>
      </site>
    </sites>
  </system.applicationHost>
  <system.webServer>
    <globalModules>
      <add name="RewriteModule" image="%SystemRoot%\\system32\\inetsrv\\rewrite.dll" />
    </globalModules>
  </system.webServer>
</configuration>
`.replaceAll("\n", "\r\n");

const wwwroot = `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <!-- written by setup; the mail front end -->
  <system.webServer>
    <httpRedirect enabled="true" destination="/owa" childOnly="true" />
  </system.webServer>
</configuration>
`.replaceAll("\n", "\r\n");

const owa = `<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <system.webServer>
    <httpProtocol>
      <customHeaders>
        <add name="X-Frame-Options" value="SAMEORIGIN" />
      </customHeaders>
    </httpProtocol>
  </system.webServer>
</configuration>
`;

const table = (rows: unknown) => `${JSON.stringify(rows, null, 2)}\n`;

const files: Readonly<Record<string, string>> = {
  "C/Windows/System32/inetsrv/config/applicationHost.config": applicationHost,
  "C/Windows/System32/inetsrv/rewrite.dll": "",
  "C/inetpub/wwwroot/web.config": wwwroot,
  [`C/${exchange}/FrontEnd/HttpProxy/owa/web.config`]: `\ufeff${owa}`,
  [`C/${exchange}/FrontEnd/HttpProxy/ecp/web.config`]: owa,
  "environment.json": table({ ExchangeInstallPath: "C:\\Program Files\\Microsoft\\Exchange Server\\V15\\" }),
  "services.json": table({
    MSExchangeADTopology: { state: "Running", startType: "Automatic", dependents: ["MSExchangeUM", "MSExchangeUMCR"] },
    MSExchangeUM: { state: "Running", startType: "Automatic", dependents: [] },
    MSExchangeUMCR: { state: "Running", startType: "AutomaticDelayed", dependents: [] },
  }),
  "app-pools.json": table({
    DefaultAppPool: { state: "Started" },
    MSExchangeOWAAppPool: { state: "Started" },
    MSExchangeECPAppPool: { state: "Started" },
  }),
};
