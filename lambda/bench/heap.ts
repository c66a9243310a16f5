import { createAuthorizer } from "../src/package.ts";
import { validDocument } from "../tests/support/configuration.ts";
import { createSigningKey, jwks, type SigningKey } from "../tests/support/keys.ts";
import { mintToken } from "../tests/support/tokens.ts";
import { createRules, eventOf } from "./workload.ts";

/** How much to measure. */
export interface HeapOptions {
  readonly decisions: number;
}

/** Megabytes of live objects, after a tenth of the decisions and after all of them. */
export interface HeapFigures {
  readonly decisions: number;
  readonly rotations: number;
  readonly afterWarmUp: number;
  readonly afterAll: number;
}

/** How long a key signs before the next one replaces it. */
const ROTATION_SECONDS = 3600;
/** Time between two decisions: one rotation in 18,000 of them. */
const STEP_SECONDS = 0.2;

/** Measures the heap after many decisions: new tokens, each used three times, while the issuer rotates its keys. */
export async function measureHeap({ decisions }: HeapOptions): Promise<HeapFigures> {
  const begin = Date.now();
  let clock = begin;
  let rotations = 0;
  let key: SigningKey = createSigningKey("ES256", "key-0");
  let previous = key;
  const handler = createAuthorizer({
    configuration: JSON.stringify(
      validDocument({ issuer: { algorithms: ["ES256"] }, top: { rules: createRules(10) } }),
    ),
    dependencies: {
      now: () => clock,
      write: () => undefined,
      fetchJson: async () => ({ document: jwks(key, previous) }),
    },
  });
  let afterWarmUp = 0;
  for (let decision = 0; decision < decisions; ) {
    if ((clock - begin) / 1000 >= (rotations + 1) * ROTATION_SECONDS) {
      rotations++;
      previous = key;
      key = createSigningKey("ES256", `key-${rotations}`);
    }
    const now = Math.floor(clock / 1000);
    const claims = { sub: `user-${decision}`, scope: "orders:read", iat: now, exp: now + 300 };
    const event = eventOf(mintToken(key, { claims }));
    for (let shown = 0; shown < 3; shown++, decision++) {
      clock += STEP_SECONDS * 1000;
      await handler(event);
    }
    if (afterWarmUp === 0 && decision >= decisions / 10) {
      afterWarmUp = liveMegabytes();
    }
  }
  return { decisions, rotations, afterWarmUp, afterAll: liveMegabytes() };
}

function liveMegabytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}
