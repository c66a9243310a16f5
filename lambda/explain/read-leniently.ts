import { type Failure, isFailure } from "../src/failure.js";
import { type JsonObject, parseJsonObject } from "../src/json.js";
import { createTokenDecoder, type DecodedToken } from "../src/token/decode.js";
import { isAmong } from "./token-faults.js";

/** A token that can be read, though the authorizer may refuse to. */
export interface ReadableToken {
  readonly decoded: DecodedToken;
  /** The header as it is in the token, including faulty parameters. */
  readonly header: JsonObject;
  /** The faults for which the authorizer's decoder refuses the token. */
  readonly faults: readonly Failure[];
}

/** The header parameters that each detail of a refusal is about. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  alg: ["alg"],
  kid: ["kid"],
  typ: ["typ"],
  crit: ["crit", "b64"],
};

/**
 * Decodes a token by the authorizer's decoder. If it refuses the header or the end of the signature, it decodes a copy
 * without this fault, so that the claims and all other faults can be shown, too.
 *
 * @param jws three parts of the base64url alphabet
 * @returns the refusal if header or claims can't be read at all
 */
export function readLeniently(jws: string): ReadableToken | Failure {
  const decode = createTokenDecoder();
  const header = headerOf(jws);
  const faults: Failure[] = [];
  let token = jws;
  for (;;) {
    const decoded = decode(token);
    if (!isFailure(decoded)) {
      return { decoded, header: header ?? {}, faults };
    }
    const repaired = isAmong(faults, decoded) ? undefined : withoutFault(token, decoded);
    if (repaired === undefined) {
      return decoded;
    }
    faults.push(decoded);
    token = repaired;
  }
}

function withoutFault(token: string, { detail = "" }: Failure): string | undefined {
  const [headerPart = "", claimsPart = ""] = token.split(".");
  if (detail === "signature") {
    return `${headerPart}.${claimsPart}.AA`;
  }
  const header = headerOf(token);
  const names = PARAMETERS[detail];
  if (header === undefined || names === undefined) {
    return undefined;
  }
  const entries = Object.entries(header).filter(([name]) => !names.includes(name));
  const repaired = JSON.stringify({
    ...Object.fromEntries(entries),
    ...(detail === "alg" ? { alg: "" } : {}),
  });
  return [Buffer.from(repaired).toString("base64url"), ...token.split(".").slice(1)].join(".");
}

function headerOf(token: string): JsonObject | undefined {
  const [part = ""] = token.split(".");
  return parseJsonObject(Buffer.from(part, "base64url").toString());
}
