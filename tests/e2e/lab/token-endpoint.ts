import { Agent, request } from "undici";
import type { OAuthClient } from "./openid-provider.ts";

const TIMEOUT_MILLISECONDS = 10_000;

/**
 * Gets an access token from a token endpoint with the client credentials grant (RFC 6749 section 4.4, RFC 8707).
 *
 * @param options.ca the certificate authority to trust, PEM
 * @param options.scope space-separated
 * @param options.dpopProof of the client's key (RFC 9449 section 5), for a token that is bound to it
 * @throws Error with the endpoint's answer if it refuses; undici's error if it can't be reached
 */
export async function requestAccessToken(options: {
  readonly tokenUrl: string;
  readonly ca: string;
  readonly client: OAuthClient;
  readonly audience: string;
  readonly scope: string;
  readonly dpopProof?: string | undefined;
}): Promise<string> {
  const { client } = options;
  // Each call has its own agent and closes it: an open connection would hide an outage from the next call.
  const dispatcher = new Agent({ connect: { ca: options.ca } });
  try {
    const { statusCode, body } = await request(options.tokenUrl, {
      dispatcher,
      method: "POST",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      headers: {
        authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}`,
        "content-type": "application/x-www-form-urlencoded",
        ...(options.dpopProof === undefined ? {} : { dpop: options.dpopProof }),
      },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        resource: options.audience,
        scope: options.scope,
      }).toString(),
    });
    const answer = await body.text();
    if (statusCode !== 200) throw new Error(`the token endpoint answered ${statusCode}: ${answer}`);
    return accessTokenIn(JSON.parse(answer));
  } finally {
    await dispatcher.destroy();
  }
}

function accessTokenIn(answer: unknown): string {
  if (typeof answer === "object" && answer !== null && "access_token" in answer) {
    if (typeof answer.access_token === "string") return answer.access_token;
  }
  throw new Error("the token endpoint answered without an access token");
}
