import { createAuthorizer } from "../lambda/src/package.ts";
import { validDocument } from "../lambda/tests/support/configuration.ts";
import { bearer, EVENT_OF } from "../lambda/tests/support/events.ts";
import { createSigningKey, type Json, jwks } from "../lambda/tests/support/keys.ts";
import { AUDIENCE, mintToken, NOW_SECONDS } from "../lambda/tests/support/tokens.ts";

const NAMESPACE = { metrics_namespace: "Authorizers" };

/** The line that the authorizer logs when it refuses a token whose audience has a slash too much. */
export const refusalSample = (): Promise<string> => lastLineFor({ aud: `${AUDIENCE}/` }, {});

/** The line of the same refusal with metrics. */
export const refusalWithMetricsSample = (): Promise<string> =>
  lastLineFor({ aud: `${AUDIENCE}/` }, NAMESPACE);

/** The line of an allowed request with one claim. */
export const allowedSample = (): Promise<string> =>
  lastLineFor({}, { log_allowed: { sample_percent: 100, claims: ["sub"] } });

/** The line of an allowed request with metrics. */
export const allowedWithMetricsSample = (): Promise<string> => lastLineFor({}, NAMESPACE);

/** The last line that the authorizer logs about a token with these claims, with these members in its configuration. */
async function lastLineFor(claims: Json, top: Json): Promise<string> {
  const key = createSigningKey("ES256");
  const lines: string[] = [];
  let milliseconds = 0;
  const authorize = createAuthorizer({
    configuration: JSON.stringify(validDocument({ issuer: { algorithms: ["ES256"] }, top })),
    dependencies: {
      now: () => NOW_SECONDS * 1000,
      stopwatch: () => {
        milliseconds += 0.183;
        return milliseconds;
      },
      functionName: "orders-prod",
      write: (line) => lines.push(line),
      fetchJson: async () => ({ document: jwks(key) }),
    },
  });
  const context = { awsRequestId: "7d6c6d0b-2b6b-4a0f-8f39-0c2d6a2f6f0e" };
  const event = EVENT_OF["HTTP 2.0"](bearer(mintToken(key, { claims })));
  await authorize(event, context).catch(() => undefined);
  return (lines.at(-1) ?? "").trim();
}
