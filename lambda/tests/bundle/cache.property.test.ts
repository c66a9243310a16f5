import { afterAll, beforeAll, describe, vi } from "vitest";
import { prepareBundle } from "../support/bundle.ts";
import { testCacheProperty } from "../support/cache-property.ts";
import { validDocument } from "../support/configuration.ts";
import { createSigningKey, type Json, jwks } from "../support/keys.ts";
import {
  answering,
  createIdentity,
  type Identity,
  serveTls,
  type TestServer,
} from "../support/tls-server.ts";
import { mintToken, NOW_SECONDS } from "../support/tokens.ts";

const key = createSigningKey("ES256");
const load = await prepareBundle();

let identity: Identity;
let server: TestServer;

beforeAll(async () => {
  identity = await createIdentity();
  server = await serveTls(identity, answering(jwks(key)));
  vi.useFakeTimers({ toFake: ["Date"], now: NOW_SECONDS * 1000 });
});
afterAll(async () => {
  vi.useRealTimers();
  await server.close();
});

/** Loads a new instance of the function, which trusts the test's server. */
function deploy(top: Json) {
  const issuer = { jwks_url: `${server.url}/jwks.json`, ca_certificates_pem: identity.caCertificatesPem };
  return load(JSON.stringify(validDocument({ top, issuer }))).handler;
}

describe("with the committed bundle,", () => {
  testCacheProperty(
    {
      clock: {
        now: () => Date.now(),
        advanceSeconds: (seconds) => void vi.setSystemTime(Date.now() + seconds * 1000),
      },
      deploy,
      mint: (claims) => mintToken(key, { claims }),
    },
    400,
  );
});
