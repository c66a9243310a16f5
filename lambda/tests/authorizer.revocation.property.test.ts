import fc from "fast-check";
import { expect, test } from "vitest";
import { createSigningKey, type Json } from "./support/keys.ts";
import { createRevocationAuthorizer } from "./support/revocation-table.ts";
import { ISSUER, mintToken, NOW_SECONDS } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const CLAIMS = ["jti", "sub"] as const;
const VALUES = ["a", "b"];
const SUBJECTS = CLAIMS.flatMap((claim) => VALUES.map((value) => `${claim}#${value}`));

/** Tokens that share subjects, and some of which come often enough to be kept. */
const TOKENS = VALUES.flatMap((jti) =>
  VALUES.map((sub) => ({
    jti,
    sub,
    token: mintToken(key, { claims: { jti, sub, exp: NOW_SECONDS + 86_400 } }),
  })),
);

/** What the table says about a subject: no item, an item for all tokens, or one for tokens until a time. */
const state = fc.constantFrom<"none" | "all" | "earlier" | "later">("none", "all", "earlier", "later");
const ATTRIBUTES: Readonly<Record<string, Json>> = {
  all: {},
  earlier: { revoked_before: { N: String(NOW_SECONDS) } },
  later: { revoked_before: { N: String(NOW_SECONDS + 1) } },
};
const isRevoking = (name: string): boolean => name === "all" || name === "later";

const step = fc.oneof(
  fc.record({ kind: fc.constant("call" as const), token: fc.nat(TOKENS.length - 1) }),
  fc.record({ kind: fc.constant("write" as const), subject: fc.constantFrom(...SUBJECTS), state }),
  fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 0, max: 12 }) }),
);

test("a decision agrees with what the table said about each subject at a moment within the TTL", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0, 1, 10),
      fc.array(step, { minLength: 10, maxLength: 60 }),
      async (ttl, steps) => {
        const { answerTo, table, clock } = createRevocationAuthorizer(key, {
          claims: CLAIMS,
          cache_ttl_seconds: ttl,
        });
        /** For each subject, when it got which state. */
        const history = new Map(SUBJECTS.map((subject) => [subject, [{ since: 0, name: "none" }]]));
        const statesWithinTtl = (subject: string): readonly string[] => {
          const all = history.get(subject) ?? [];
          const oldest = clock.now() - ttl * 1000;
          return all
            .filter((_, index) => (all[index + 1]?.since ?? Infinity) >= oldest)
            .map(({ name }) => name);
        };
        const currentState = (subject: string): string => history.get(subject)?.at(-1)?.name ?? "none";

        for (const each of steps) {
          if (each.kind === "wait") {
            clock.advanceSeconds(each.seconds);
          } else if (each.kind === "write") {
            history.get(each.subject)?.push({ since: clock.now(), name: each.state });
            if (each.state === "none") {
              table.remove(ISSUER, each.subject);
            } else {
              table.put(ISSUER, each.subject, ATTRIBUTES[each.state]);
            }
          } else {
            const { jti = "", sub = "", token = "" } = TOKENS[each.token] ?? {};
            const subjects = [`jti#${jti}`, `sub#${sub}`];
            const [status] = await answerTo(token);
            const possible =
              ttl === 0 ? subjects.map((subject) => [currentState(subject)]) : subjects.map(statesWithinTtl);
            if (status === 200) {
              expect(possible.every((states) => states.some((name) => !isRevoking(name)))).toBe(true);
            } else {
              expect(status).toBe(401);
              expect(possible.some((states) => states.some(isRevoking))).toBe(true);
            }
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
