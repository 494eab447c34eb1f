/** Unsigned feeds of the tests, in the words of the contract's section 2. */
export const ping = `<Config id="PING1" desc="Heartbeat."><ActionList><Action type="DoNothing" scope="Server" desc="Heartbeat."><Value>DoNothing</Value></Action></ActionList></Config>`;

export const inbound = `<Config id="M1" desc="An inbound rule">
<AppliesTo product="Exchange2019" lowest="15.2.986.5" highest="15.2.986.35"/>
<AppliesTo product="Exchange2019" lowest="15.2.1118.7" highest="15.2.1118.19"/>
<ActionList><Action id="M1.1" version="0" type="UrlRewrite" scope="Site" desc="Aborts what names both."><Value>
<rewrite path="Default Web Site"><rules><rule name="World M1.1 - inbound" patternSyntax="ECMAScript" stopProcessing="true"><match url=".*"/><conditions><add input="{UrlDecode:{REQUEST_URI}}" pattern="(?=.*autodiscover)(?=.*powershell)"/></conditions><action type="AbortRequest"/></rule></rules></rewrite>
</Value></Action></ActionList></Config>`;

export const outbound = `<Config id="M2" desc="An outbound rule">
<AppliesTo product="Exchange2019" lowest="15.2.0.0" highest="15.2.1748.45"/>
<ActionList><Action id="M2.1" version="0" type="UrlRewrite" scope="Site" desc="Adds to the policy."><Value>
<rewrite path="Default Web Site/owa"><outboundRules><rule name="World M2.1 - outbound" preCondition="World M2.1 HTML" patternSyntax="ECMAScript" stopProcessing="false"><match serverVariable="RESPONSE_Content_Security_Policy" pattern="(.*)"/><action type="Rewrite" value="{R:1}; script-src-attr 'none'"/></rule><preConditions><preCondition name="World M2.1 HTML" logicalGrouping="MatchAll" patternSyntax="ECMAScript"><add input="{RESPONSE_CONTENT_TYPE}" pattern="^text/html"/></preCondition></preConditions></outboundRules></rewrite>
</Value></Action></ActionList>
<SideEffects><SideEffect probe="OWACalendar.Proxy">The health set reports unhealthy.</SideEffect></SideEffects></Config>`;

export const services = `<Config id="M3" desc="Two services"><AppliesTo product="Exchange2016"/>
<ActionList><Action id="M3.1" version="0" type="Service" scope="Server" desc="Stops both."><Value><service name="MSExchangeUM" state="Stopped" startType="Disabled"/><service name="MSExchangeUMCR" state="Stopped" startType="Disabled"/></Value></Action></ActionList></Config>`;

export const pool = `<Config id="M4" desc="A pool"><ActionList><Action id="M4.1" version="2" type="AppPool" scope="Server" desc="Stops it."><Value><appPool name="MSExchangeECPAppPool" state="Stopped" autoStart="false" startMode="OnDemand"/></Value></Action></ActionList></Config>`;

export const unknownType = `<Config id="M9" desc="Of the future"><ActionList><Action id="M9.1" type="Firewall" scope="Server" desc="?"><Value><port number="1"/></Value></Action></ActionList></Config>`;

/** EOCS 1.1 around the configs, issued a minute ago and good for a day. */
export function feed(serial: number, ...configs: readonly string[]): string {
  const now = Date.now();
  const at = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
  return `<?xml version="1.0" encoding="utf-8"?>
<EOCS version="1.1.0" serial="${serial}" issued="${at(now - 60_000)}" expires="${at(now + 86_400_000)}">
${configs.join("\n")}
</EOCS>
`;
}

/** EOCS 1.0: no serial, no end. */
export function plainFeed(...configs: readonly string[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<EOCS version="1.0.4">\n${configs.join("\n")}\n</EOCS>\n`;
}
