import { describe } from "vitest";
import { JWKS_URL, validDocument } from "../support/configuration.ts";
import { createTestAuthorizer } from "../support/test-authorizer.ts";
import { ISSUER, NOW_SECONDS } from "../support/tokens.ts";
import { type Target, testAttacks } from "./all.ts";
import {
  APIS,
  createAttackKeys,
  publishedKeys,
  RULES,
  SECRET_ARN,
  SECRET_ISSUER,
  SECRET_SETTINGS,
} from "./attack.ts";

const PARTNER = "https://partner.example.com/";
const PARTNER_JWKS_URL = "https://partner.example.com/jwks";
const EVIL_URL = "https://evil.example.net";

describe("the authorizer from source", () => {
  const target = createTarget();
  testAttacks(() => target);
});

function createTarget(): Target {
  const keys = createAttackKeys();
  const published = publishedKeys(keys);
  const trusted = validDocument()["trusted_issuers"] as Record<string, object>;
  const partner = {
    ...trusted["default"],
    issuer: PARTNER,
    algorithms: ["ES256"],
    jwks_url: PARTNER_JWKS_URL,
  };
  const secret = { ...trusted["default"], ...SECRET_SETTINGS };
  let secretReads = 0;
  const authorizer = createTestAuthorizer(
    (url) => (url === PARTNER_JWKS_URL ? published.partner : published.victim),
    { top: { trusted_issuers: { ...trusted, partner, secret }, rules: RULES, apis: APIS } },
    undefined,
    async () => {
      secretReads++;
      return { current: { value: keys.secret.toString("hex") }, changedAt: 0, previous: undefined };
    },
  );
  return {
    keys,
    issuer: ISSUER,
    partnerIssuer: PARTNER,
    secretIssuer: SECRET_ISSUER,
    secretArn: SECRET_ARN,
    nowSeconds: NOW_SECONDS,
    evilUrl: EVIL_URL,
    authorize: authorizer.call,
    requests: () => authorizer.fetches.length + secretReads,
    evilRequests: () =>
      authorizer.fetches.filter((url) => url !== JWKS_URL && url !== PARTNER_JWKS_URL).length,
  };
}
