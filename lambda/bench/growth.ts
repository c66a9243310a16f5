import Table from "cli-table3";
import { prepareBundle } from "../test/support/bundle.ts";
import { validDocument } from "../test/support/configuration.ts";
import { bearer, EVENT_OF } from "../test/support/events.ts";
import { createSigningKey, type Json, jwks, type SigningKey } from "../test/support/keys.ts";
import { answering, createIdentity, serveTls } from "../test/support/tls-server.ts";
import { ISSUER, mintToken } from "../test/support/tokens.ts";
import { describeMachine, measureRounds, microseconds, spread } from "./measure.ts";

/**
 * `npm run bench:growth`: what a decision of the committed bundle on a token that it hasn't seen costs with many issuers
 * and large key sets, beside one of each.
 */
const TOKENS = 1000;
const ROUNDS = 30;
const ISSUERS = 50;
const KEYS = 100;

const signing = createSigningKey("RS256", "signing");
// The key that signs is the last one of its set.
const others = Array.from({ length: KEYS - 1 }, (_, number) => createSigningKey("ES256", `other-${number}`));
const identity = await createIdentity();
const few = await serveTls(identity, answering(jwks(signing)));
const many = await serveTls(identity, answering(jwks(...others, signing)));
try {
  const subjects = [
    { title: "1 issuer of 1 key", decide: await loadIssuers(1, few.url) },
    { title: `${ISSUERS} issuers of 1 key`, decide: await loadIssuers(ISSUERS, few.url) },
    { title: `1 issuer of ${KEYS} keys`, decide: await loadIssuers(1, many.url) },
    { title: `${ISSUERS} issuers of ${KEYS} keys`, decide: await loadIssuers(ISSUERS, many.url) },
  ];
  const rounds = await measureRounds(ROUNDS, async (round) => {
    const events = Array.from({ length: TOKENS }, (_, number) =>
      EVENT_OF["HTTP 2.0"](bearer(mintCurrentToken(signing, round * TOKENS + number))),
    );
    // Whoever is first pays for what minting has left behind: each in its turn.
    const figures: number[] = [];
    for (let turn = 0; turn < subjects.length; turn++) {
      const index = (round + turn) % subjects.length;
      figures[index] = await microseconds(TOKENS, () => subjects[index]?.decide(events));
    }
    return figures;
  });
  const table = new Table({ head: ["", "µs", "ratio to the first"], style: { head: [], border: [] } });
  for (const [index, { title }] of subjects.entries()) {
    const of = (figures: readonly number[]): number => figures[index] ?? Number.NaN;
    table.push([
      title,
      spread(rounds, of),
      spread(rounds, (figures) => of(figures) / (figures[0] ?? Number.NaN)),
    ]);
  }
  console.log(`RS256, ${TOKENS} tokens a round, ${rounds.length} rounds, median (least to most)`);
  console.log(`${describeMachine()}\n${table}\ntarget: within 5 %`);
} finally {
  await few.close();
  await many.close();
}

/** The bundle with so many issuers, of which the last one's tokens are measured. */
async function loadIssuers(
  count: number,
  url: string,
): Promise<(events: readonly unknown[]) => Promise<void>> {
  const issuers = Array.from({ length: count }, (_, number): [string, Json] => {
    const { trusted_issuers } = validDocument({
      issuer: {
        issuer: number === count - 1 ? ISSUER : `https://issuer-${number}.example.com/`,
        jwks_url: `${url}/${number}`,
        ca_certificates_pem: identity.caCertificatesPem,
      },
    }) as { trusted_issuers: { default: Json } };
    return [`issuer-${number}`, trusted_issuers.default];
  });
  const load = await prepareBundle();
  const { handler } = load(
    JSON.stringify(validDocument({ top: { trusted_issuers: Object.fromEntries(issuers) } })),
  );
  return async (events) => {
    for (const event of events) {
      await handler(event);
    }
  };
}

function mintCurrentToken(key: SigningKey, number: number): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: `user-${number}`, scope: "orders:read", jti: `${number}` };
  return mintToken(key, { claims: { ...claims, iat: now, exp: now + 3600 } });
}
