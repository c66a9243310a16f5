import { beforeEach, describe, expect, test, vi } from "vitest";
import { FetchError } from "../src/keys/fetch-json.ts";
import { verifySignature } from "../src/token/verify.ts";
import type { DocumentChanges } from "./support/configuration.ts";
import { bearer, restRequestEvent } from "./support/events.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { untilInDays } from "./support/local-issuer.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { mintToken, NOW_SECONDS, validClaims } from "./support/tokens.ts";

vi.mock(import("../src/token/verify.ts"), async (importOriginal) => {
  const original = await importOriginal();
  return { ...original, verifySignature: vi.fn(original.verifySignature) };
});

const key = createSigningKey("ES256", "key");
const event = restRequestEvent(
  bearer(mintToken(key, { claims: { ...validClaims(), exp: NOW_SECONDS + 86_400 } })),
);

beforeEach(() => void vi.mocked(verifySignature).mockClear());

/** An authorizer whose provider answers as long as it is up. */
function createTarget(changes: DocumentChanges = {}) {
  const provider = { isUp: true };
  const answer = (): Json => {
    if (!provider.isUp) {
      throw new FetchError("status 503");
    }
    return jwks(key);
  };
  return { provider, ...createTestAuthorizer(answer, changes) };
}

/** How many signatures are checked for ten requests with the token. */
async function checksOfTen({ call }: Pick<ReturnType<typeof createTarget>, "call">): Promise<number> {
  const before = vi.mocked(verifySignature).mock.calls.length;
  for (let request = 0; request < 10; request++) {
    expect((await call(event)).status).toBe(200);
  }
  return vi.mocked(verifySignature).mock.calls.length - before;
}

describe("the signature of a token that comes again", () => {
  test("is checked twice, until the token is kept", async () => {
    expect(await checksOfTen(createTarget())).toBe(2);
  });

  test.each([
    ["ageing", 590],
    ["stale", 700],
  ])("is not checked again while its keys are %s and the provider is down", async (_phase, seconds) => {
    const target = createTarget();
    expect(await checksOfTen(target)).toBe(2);
    target.provider.isUp = false;
    target.clock.advanceSeconds(seconds);
    expect(await checksOfTen(target)).toBe(0);
  });

  test("is not checked again while seed keys serve", async () => {
    const until = untilInDays(30, NOW_SECONDS * 1000);
    const target = createTarget({ issuer: { jwks: jwks(key), jwks_use_until: until } });
    target.provider.isUp = false;
    expect(await checksOfTen(target)).toBe(2);
    expect(await checksOfTen(target)).toBe(0);
  });

  test("is checked again when the keys are new, even if they are equal", async () => {
    const target = createTarget();
    await checksOfTen(target);
    target.clock.advanceSeconds(4300);
    expect(await checksOfTen(target)).toBe(1);
  });
});
