/**
 * What samples of a Lambda authorizer do around the library that verifies: take the token out of the header, answer with
 * a policy for the stage. Each peer is measured in the same one.
 */

/** What a peer is told, by environment variables. */
export const settings = {
  issuer: process.env["BENCH_ISSUER"] ?? "",
  audience: process.env["BENCH_AUDIENCE"] ?? "",
  jwksUri: process.env["BENCH_JWKS_URI"] ?? "",
  algorithm: process.env["BENCH_ALGORITHM"] ?? "RS256",
  /** For HS256, in hexadecimal; empty for the others. */
  secret: process.env["BENCH_SECRET"] ?? "",
};

/** As much of a token's claims as the answer needs. */
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

/** @param verify returns the claims of a good token, and throws for another */
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
