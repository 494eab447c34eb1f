/** Bytes that are not the strict encoding they should be. Never leaves the verify stage: each parser turns it into its own code. */
export class Asn1Error extends Error {
  override readonly name = "Asn1Error";
}
