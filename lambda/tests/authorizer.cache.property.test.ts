import { describe } from "vitest";
import { testCacheProperty } from "./support/cache-property.ts";
import { createClock } from "./support/clock.ts";
import { createSigningKey, jwks } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { mintToken } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const keySet = jwks(key);
const clock = createClock();

describe("with the authorizer from source,", () => {
  testCacheProperty(
    {
      clock,
      deploy: (top) => createTestAuthorizer(() => keySet, { top }, clock).authorize,
      mint: (claims) => mintToken(key, { claims }),
    },
    3_000,
  );
});
