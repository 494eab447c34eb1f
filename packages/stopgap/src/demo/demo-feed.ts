/** The demonstration's feed, unsigned: a heartbeat, two rewrite rules, two services and an application pool. Times are ISO 8601 UTC. */
export function demoFeed(serial: number, issued: string, expires: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<EOCS version="1.1.0" serial="${serial}" issued="${issued}" expires="${expires}">
  <Config id="PING1" desc="Heartbeat. Changes nothing and shows that mitigations arrive.">
    <ActionList>
      <Action type="DoNothing" scope="Server" desc="Heartbeat.">
        <Value>DoNothing</Value>
      </Action>
    </ActionList>
  </Config>
  <Config id="M1" desc="CVE-2022-41040: remote PowerShell reached through Autodiscover">
    <AppliesTo product="Exchange2019" lowest="15.2.986.5" highest="15.2.986.35"/>
    <AppliesTo product="Exchange2019" lowest="15.2.1118.7" highest="15.2.1118.19"/>
    <ActionList>
      <Action id="M1.1" version="0" type="UrlRewrite" scope="Site" desc="Aborts requests that name both Autodiscover and PowerShell.">
        <Value>
          <rewrite path="Default Web Site">
            <rules>
              <rule name="Stopgap M1.1 PowerShell through Autodiscover - inbound" patternSyntax="ECMAScript" stopProcessing="true">
                <match url=".*"/>
                <conditions>
                  <add input="{UrlDecode:{REQUEST_URI}}" pattern="(?=.*autodiscover)(?=.*powershell)"/>
                </conditions>
                <action type="AbortRequest"/>
              </rule>
            </rules>
          </rewrite>
        </Value>
      </Action>
    </ActionList>
    <TestVectors>
      <Request method="GET" url="https://mail.contoso.example/autodiscover/autodiscover.json?a@b.example/PowerShell" expect="blocked"/>
      <Request method="GET" url="https://mail.contoso.example/owa/" expect="allowed"/>
    </TestVectors>
  </Config>
  <Config id="M2" desc="CVE-2026-42897: script attributes in Outlook on the web">
    <AppliesTo product="Exchange2019" lowest="15.2.0.0" highest="15.2.1748.45"/>
    <ActionList>
      <Action id="M2.1" version="0" type="UrlRewrite" scope="Site" desc="Adds script-src-attr 'none' to the content security policy.">
        <Value>
          <rewrite path="Default Web Site/owa">
            <outboundRules>
              <rule name="Stopgap M2.1 content security policy - outbound" preCondition="Stopgap M2.1 HTML - precondition" patternSyntax="ECMAScript" stopProcessing="false">
                <match serverVariable="RESPONSE_Content_Security_Policy" pattern="(.*)"/>
                <action type="Rewrite" value="{R:1}; script-src-attr 'none'"/>
              </rule>
              <preConditions>
                <preCondition name="Stopgap M2.1 HTML - precondition" logicalGrouping="MatchAll" patternSyntax="ECMAScript">
                  <add input="{RESPONSE_CONTENT_TYPE}" pattern="^text/html"/>
                  <add input="{REQUEST_URI}" pattern="^/owa/?($|\\?|default\\.aspx)"/>
                </preCondition>
              </preConditions>
            </outboundRules>
          </rewrite>
        </Value>
      </Action>
    </ActionList>
    <SideEffects>
      <SideEffect>Printing a calendar in Outlook on the web does not work.</SideEffect>
      <SideEffect probe="OWACalendar.Proxy">The health set reports unhealthy.</SideEffect>
    </SideEffects>
  </Config>
  <Config id="M3" desc="CVE-2021-26857: Unified Messaging">
    <AppliesTo product="Exchange2016"/>
    <ActionList>
      <Action id="M3.1" version="0" type="Service" scope="Server" desc="Stops and disables Unified Messaging.">
        <Value>
          <service name="MSExchangeUM" state="Stopped" startType="Disabled"/>
          <service name="MSExchangeUMCR" state="Stopped" startType="Disabled"/>
        </Value>
      </Action>
    </ActionList>
  </Config>
  <Config id="M4" desc="CVE-2021-27065: Exchange Control Panel">
    <ActionList>
      <Action id="M4.1" version="0" type="AppPool" scope="Server" desc="Stops the application pool of the control panel.">
        <Value>
          <appPool name="MSExchangeECPAppPool" state="Stopped" autoStart="false" startMode="OnDemand"/>
        </Value>
      </Action>
    </ActionList>
  </Config>
</EOCS>
`;
}
