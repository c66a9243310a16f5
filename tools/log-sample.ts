import { createAuthorizer } from "../lambda/src/package.ts";
import { validDocument } from "../lambda/tests/support/configuration.ts";
import { bearer, EVENT_OF } from "../lambda/tests/support/events.ts";
import { createSigningKey, jwks } from "../lambda/tests/support/keys.ts";
import { AUDIENCE, mintToken, NOW_SECONDS } from "../lambda/tests/support/tokens.ts";

/** The line that the authorizer logs when it refuses a token whose audience has a slash too much. */
export async function logSample(): Promise<string> {
  const key = createSigningKey("ES256");
  const lines: string[] = [];
  const authorize = createAuthorizer({
    configuration: JSON.stringify(validDocument({ issuer: { algorithms: ["ES256"] } })),
    dependencies: {
      now: () => NOW_SECONDS * 1000,
      write: (line) => lines.push(line),
      fetchJson: async () => ({ document: jwks(key) }),
    },
  });
  const token = mintToken(key, { claims: { aud: `${AUDIENCE}/` } });
  const context = { awsRequestId: "7d6c6d0b-2b6b-4a0f-8f39-0c2d6a2f6f0e" };
  await authorize(EVENT_OF["HTTP 2.0"](bearer(token)), context).catch(() => undefined);
  return lines.join("").trim();
}
