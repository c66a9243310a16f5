import fc from "fast-check";
import { expect, test } from "vitest";
import { createClock } from "./support/clock.ts";
import { BASE_URL, mintProof } from "./support/dpop.ts";
import { authorizerWith, client, other, send, tokenFor } from "./support/dpop-authorizer.ts";
import { NOW_SECONDS } from "./support/tokens.ts";

const METHODS = ["GET", "POST"] as const;
const PATHS = ["/orders", "/orders/1"] as const;
const TOKENS = [
  [client, tokenFor(client.jkt)],
  [client, tokenFor(client.jkt, { sub: "user-2" })],
  [other, tokenFor(other.jkt)],
] as const;
const WINDOW = { maxAge: 60, skew: 30 };

const index = (list: readonly unknown[]) => fc.integer({ min: 0, max: list.length - 1 });
const target = fc.record({ method: index(METHODS), path: index(PATHS), token: index(TOKENS) });

/** A request with a proof: a new one for this or another target, or one of the proofs before. */
const step = fc.record({
  pause: fc.integer({ min: 0, max: 50 }),
  request: target,
  proof: fc.oneof(
    { weight: 4, arbitrary: fc.constant("matching" as const) },
    { weight: 1, arbitrary: target },
    { weight: 3, arbitrary: fc.nat(20) },
  ),
  age: fc.integer({ min: -40, max: 70 }),
});

interface Minted {
  readonly text: string;
  readonly for: { readonly method: number; readonly path: number; readonly token: number };
  readonly iat: number;
}

test("a request is accepted exactly if its proof is for its method, URL and token, in time, and not used before", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const clock = createClock();
      const authorizer = authorizerWith("required", {}, clock);
      const minted: Minted[] = [];
      const used = new Set<Minted>();
      let now = NOW_SECONDS;
      for (const { pause, request, proof, age } of steps) {
        // The tokens are valid for ten minutes.
        if (now + pause < NOW_SECONDS + 600) {
          clock.advanceSeconds(pause);
          now += pause;
        }
        const earlier = typeof proof === "number" ? minted[proof % Math.max(1, minted.length)] : undefined;
        const sent =
          earlier ?? mint(proof === "matching" || typeof proof === "number" ? request : proof, now - age);
        minted.push(sent);
        const isExpected =
          sent.for.method === request.method &&
          sent.for.path === request.path &&
          sent.for.token === request.token &&
          sent.iat >= now - WINDOW.maxAge &&
          sent.iat <= now + WINDOW.skew &&
          !used.has(sent);
        const outcome = await send(authorizer, {
          method: METHODS[request.method] ?? "",
          path: PATHS[request.path] ?? "",
          token: TOKENS[request.token]?.[1] ?? "",
          proof: sent.text,
        });
        expect(outcome.status).toBe(isExpected ? 200 : 401);
        if (isExpected) {
          used.add(sent);
        }
      }
    }),
    { numRuns: 150 },
  );
}, 100_000);

function mint(target: Minted["for"], iat: number): Minted {
  const [key = client, token = ""] = TOKENS[target.token] ?? [];
  const claims = { htm: METHODS[target.method], htu: `${BASE_URL}${PATHS[target.path]}`, iat };
  return { text: mintProof(key, token, { claims }), for: target, iat };
}
