import type { FailureCode } from "../../../lambda/src/failure.ts";
import type { IdentityProvider } from "../lab/identity-provider.ts";
import type { TokenMinter } from "../lab/token-minter.ts";
import { type AttachmentKind, admittingStatus } from "./attachments.ts";
import { audiences } from "./complete-example.ts";

/** Issues tokens, valid and invalid ones: the identity provider of a lab, or keys of a test. */
export type TokenSource = TokenMinter & Pick<IdentityProvider, "fetchAccessToken">;

/** A token that a caller may send, and its expected result. */
export interface TokenCase {
  readonly title: string;
  readonly obtain: (source: TokenSource) => Promise<string | undefined>;
  /** Why the function refuses it; `gateway` if API Gateway refuses it itself; undefined if it is allowed. */
  readonly refusal: FailureCode | "gateway" | undefined;
}

/** The tokens with which each API is called. After a refusal, the emulator starts the function again (cold start). */
export const tokenCases: readonly TokenCase[] = [
  {
    title: "valid, RS256",
    obtain: (provider) => provider.fetchAccessToken({ audience: audiences[0], algorithm: "RS256" }),
    refusal: undefined,
  },
  {
    title: "valid, ES256",
    obtain: (provider) => provider.fetchAccessToken({ audience: audiences[0], algorithm: "ES256" }),
    refusal: undefined,
  },
  {
    title: "valid, EdDSA",
    obtain: (provider) => provider.fetchAccessToken({ audience: audiences[0], algorithm: "EdDSA" }),
    refusal: undefined,
  },
  { title: "none", obtain: async () => undefined, refusal: "gateway" },
  { title: "garbage", obtain: async () => "not-a-token", refusal: "token_malformed" },
  {
    title: "expired",
    obtain: (provider) => provider.signToken({ claims: { exp: Math.floor(Date.now() / 1000) - 60 } }),
    refusal: "token_expired",
  },
  {
    title: "wrong issuer",
    obtain: (provider) => provider.signToken({ claims: { iss: "https://login.example.net/" } }),
    refusal: "issuer_unknown",
  },
  {
    title: "wrong audience",
    obtain: (provider) => provider.fetchAccessToken({ audience: audiences[1] }),
    refusal: "audience_mismatch",
  },
  {
    title: "wrong signature",
    obtain: (provider) => provider.signWithForeignKey(),
    refusal: "signature_invalid",
  },
  { title: "unknown key", obtain: (provider) => provider.signWithUnknownKey(), refusal: "key_unknown" },
];

/** The answer that the caller of an API must get. */
export interface ExpectedAnswer {
  /** The status on AWS, as designed. */
  readonly status: 101 | 200 | 401;
  /** The status on the emulator, which answers 500 to a thrown `Unauthorized` on HTTP APIs. What AWS answers there is not verified. */
  readonly onEmulator: 101 | 200 | 401 | 500;
  /** The reason in the function's log; undefined if the function is not called or allows the request. */
  readonly reason: FailureCode | undefined;
}

/** The expected answer of one API to one token. */
export function expectedAnswer(kind: AttachmentKind, { refusal }: TokenCase): ExpectedAnswer {
  if (refusal === undefined) {
    const status = admittingStatus(kind);
    return { status, onEmulator: status, reason: undefined };
  }
  const byGateway = refusal === "gateway" || (refusal === "token_malformed" && kind === "rest_token");
  if (byGateway) {
    return { status: 401, onEmulator: 401, reason: undefined };
  }
  return { status: 401, onEmulator: kind === "http" ? 500 : 401, reason: refusal };
}
