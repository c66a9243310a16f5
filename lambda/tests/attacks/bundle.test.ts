import { afterAll, beforeAll, describe } from "vitest";
import { startAwsServer } from "../support/aws-server.ts";
import { runBundle } from "../support/bundle.ts";
import { validDocument } from "../support/configuration.ts";
import { arnOf } from "../support/events.ts";
import { issuerOf, settingsFor } from "../support/local-issuer.ts";
import { isAllowed } from "../support/policy-matcher.ts";
import { answering, createIdentity, serveTls, type TestServer } from "../support/tls-server.ts";
import { type Answer, type Target, testAttacks } from "./all.ts";
import {
  APIS,
  createAttackKeys,
  publishedKeys,
  RULES,
  SECRET_ARN,
  SECRET_ISSUER,
  SECRET_SETTINGS,
} from "./attack.ts";

describe("the committed bundle over real sockets", () => {
  const cleanups: (() => Promise<void>)[] = [];
  let target: Target | undefined;

  beforeAll(async () => {
    target = await createTarget((cleanup) => void cleanups.push(cleanup));
  });
  afterAll(async () => {
    await Promise.all(cleanups.map((cleanup) => cleanup()));
  });

  testAttacks(() => {
    if (target === undefined) {
      throw new Error("beforeAll failed");
    }
    return target;
  });
});

async function createTarget(onCleanup: (cleanup: () => Promise<void>) => void): Promise<Target> {
  const keys = createAttackKeys();
  const published = publishedKeys(keys);
  const identity = await createIdentity();
  const [victim, partner, evil] = await Promise.all([
    serveTls(identity, answering(published.victim)),
    serveTls(identity, answering(published.partner)),
    serveTls(identity, answering({ keys: [] })),
  ]);
  const trusted = (server: TestServer, algorithms?: readonly string[]): object => ({
    ...(validDocument()["trusted_issuers"] as Record<string, object>)["default"],
    ...settingsFor(server, identity),
    ...(algorithms === undefined ? {} : { algorithms }),
  });
  const trustedIssuers = {
    default: trusted(victim),
    partner: trusted(partner, ["ES256"]),
    secret: { ...trusted(victim), ...SECRET_SETTINGS },
  };
  const aws = await startAwsServer();
  aws.answer = () => ({ SecretString: keys.secret.toString("hex"), CreatedDate: 1 });
  onCleanup(aws.close);
  const bundle = await runBundle(
    JSON.stringify(validDocument({ top: { trusted_issuers: trustedIssuers, rules: RULES, apis: APIS } })),
    aws.environment,
  );
  onCleanup(bundle.stop);
  for (const server of [victim, partner, evil]) {
    onCleanup(server.close);
  }

  async function authorize(event: unknown): Promise<Answer> {
    const { response, error, lines } = await bundle.invoke(event);
    const { reason }: { reason?: string } = JSON.parse(lines.at(-1) ?? "{}");
    if (response !== undefined) {
      return { status: isAllowed(response.policyDocument, arnOf(event)) ? 200 : 403, reason, response };
    }
    return { status: error === "Unauthorized" ? 401 : 500, reason };
  }

  return {
    keys,
    issuer: issuerOf(victim),
    partnerIssuer: issuerOf(partner),
    secretIssuer: SECRET_ISSUER,
    secretArn: SECRET_ARN,
    requests: () => victim.requests() + partner.requests() + aws.calls.length,
    nowSeconds: Math.floor(Date.now() / 1000),
    evilUrl: evil.url,
    authorize,
    evilRequests: evil.requests,
  };
}
