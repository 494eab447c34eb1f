import { pluginLaws } from "@stopgap/core/testing";
import { describe, it } from "vitest";
import appPool from "./index.js";

const configuration = `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
    <system.applicationHost>
        <applicationPools>
            <add name="MSExchangeECPAppPool" managedRuntimeVersion="v4.0" autoStart='true' startMode = "AlwaysRunning">
                <processModel identityType="LocalSystem" />
            </add>
            <add name="Plain" />
            <add   name="Tom &amp; J\u00e9r\u00f4me"
                   autoStart="false"   ></add>
            <applicationPoolDefaults startMode="AlwaysRunning"/>
        </applicationPools>
    </system.applicationHost>
</configuration>
`;

const files = {
  "C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config": configuration,
  "app-pools.json": '{"msexchangeECPAppPool":{"state":"Started"},\n "Plain": {}, "Other": {"state":"Started"}}',
};

const one = (attributes: string): string => `<appPool ${attributes}/>`;
const named = (name: string): string => one(`name="${name}" state="Stopped" autoStart="false" startMode="OnDemand"`);

const accepts = [
  named("MSExchangeECPAppPool"),
  `<Value>\n${named("plain")}\n${one('name="MSExchangeECPAppPool" state="Stopped"')}\n</Value>`,
  one('name="Plain" state="Stopped" startMode="AlwaysRunning"'),
  one('name="Plain" state="Stopped" autoStart="true"'),
];

const refuses = [
  "",
  `text ${named("X")}`,
  one('name="X"'),
  one('state="Stopped"'),
  one('name="X" state="Started"'),
  one('name="X" state="Stopped" autoStart="False"'),
  one('name="X" state="Stopped" autoStart="no"'),
  one('name="X" state="Stopped" startMode="Always"'),
  one('name="X" state="Stopped" startMode=""'),
  one('name="X" state="Stopped" more="x"'),
  '<appPool name="X" state="Stopped">x</appPool>',
  '<appPool name="X" state="Stopped"><x/></appPool>',
  '<service name="X" state="Stopped"/>',
  named("X") + named("x"),
  ...[
    "",
    " ",
    "a/b",
    "/config",
    "a\\b",
    "a*",
    "a?",
    "a&quot;b",
    "a'b",
    "a&#10;b",
    "a&#x200b;b",
    "a|b",
    "a&lt;b",
    "a]",
    "a[",
    "a=b",
    "a;b",
    "-x",
    " x",
    "x ",
    "a:b",
    "a&amp;b",
  ].map(named),
  named("x".repeat(257)),
  Array.from({ length: 1001 }, (_, i) => named(`P${i}`)).join(""),
];

describe("the AppPool type keeps the laws", () => {
  it.each(pluginLaws(appPool, { accepts, refuses }, { files }))("$name", async ({ run }) => run());
});
