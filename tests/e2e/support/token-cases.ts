import type { FailureCode } from "../../../lambda/src/failure.ts";
import type { IdentityProvider } from "../lab/identity-provider.ts";
import { type AttachmentKind, admittingStatus } from "./attachments.ts";
import { audiences } from "./complete-example.ts";

/** A token that a caller may show, and what has to come of it. */
export interface TokenCase {
  readonly title: string;
  readonly obtain: (identityProvider: IdentityProvider) => Promise<string | undefined>;
  /** Why the function refuses it; `gateway` if API Gateway does without asking; undefined if it is let through. */
  readonly refusal: FailureCode | "gateway" | undefined;
}

/** Every token that each of the four APIs is called with. Refused ones cost the emulator's function its warm state. */
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

/** What the caller of an API has to see. */
export interface ExpectedAnswer {
  /** By the design, on AWS. */
  readonly status: 101 | 200 | 401;
  /** The emulator doesn't model a thrown `Unauthorized` on HTTP and WebSocket APIs. */
  readonly onEmulator: 101 | 200 | 401 | 500;
  /** The reason that the function's log must give; undefined if the function isn't asked or lets it through. */
  readonly reason: FailureCode | undefined;
}

/** The answer that one API has to give to one token. */
export function expectedAnswer(kind: AttachmentKind, { refusal }: TokenCase): ExpectedAnswer {
  if (refusal === undefined) {
    const status = admittingStatus(kind);
    return { status, onEmulator: status, reason: undefined };
  }
  const byGateway = refusal === "gateway" || (refusal === "token_malformed" && kind === "rest_token");
  if (byGateway) {
    return { status: 401, onEmulator: 401, reason: undefined };
  }
  const isModelled = kind === "rest_token" || kind === "rest_request";
  return { status: 401, onEmulator: isModelled ? 401 : 500, reason: refusal };
}
