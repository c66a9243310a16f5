/**
 * The smallest Lambda authorizer, as samples show it: it takes the token from the header and returns a policy for the
 * stage. Every peer verifies in this one.
 */

/** What a peer has to verify, from environment variables. */
export const settings = {
  issuer: process.env["BENCH_ISSUER"] ?? "",
  audience: process.env["BENCH_AUDIENCE"] ?? "",
  jwksUri: process.env["BENCH_JWKS_URI"] ?? "",
  algorithm: process.env["BENCH_ALGORITHM"] ?? "RS256",
  /** For HS256, in hexadecimal; empty for the others. */
  secret: process.env["BENCH_SECRET"] ?? "",
  /** The only public key, for a peer that fetches no keys; empty for the others. */
  publicKeyPem: process.env["BENCH_PUBLIC_KEY"] ?? "",
};

/** The claims that the response needs. */
export interface Claims {
  readonly sub?: string | undefined;
  readonly iss?: string | undefined;
  readonly exp?: number | undefined;
  readonly [name: string]: unknown;
}

interface Event {
  readonly headers: { readonly authorization: string };
  readonly routeArn: string;
}

/** @param verify returns the claims of a valid token, and throws for an invalid one */
export function minimalAuthorizer(verify: (token: string) => Claims | Promise<Claims>) {
  return async ({ headers, routeArn }: Event) => {
    let claims: Claims;
    try {
      claims = await verify(headers.authorization.slice("Bearer ".length));
    } catch {
      throw new Error("Unauthorized");
    }
    const { sub = "", iss = "", exp = 0, client_id = "", scope = "" } = claims;
    return {
      principalId: sub,
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "execute-api:Invoke",
            Resource: [`${routeArn.split("/", 2).join("/")}/*`],
          },
        ],
      },
      context: { sub, iss, exp, client_id, scope },
    };
  };
}
