/** The two lines Test-MitigationServiceConnectivity prints, to the letter. */
export function connectivityText(ok: boolean): readonly [result: string, message: string] {
  return ok
    ? ["Result: Success.", "Message: The Mitigation Service endpoint is accessible from this computer."]
    : [
        "Result: Failed.",
        "Message: Unable to connect to the Mitigation Service endpoint from this computer. To learn about connectivity requirements, see https://aka.ms/HelpConnectivityEEMS.",
      ];
}
