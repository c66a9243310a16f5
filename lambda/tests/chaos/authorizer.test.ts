import type { RequestListener } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAuthorizer } from "../../src/authorizer.ts";
import { fetchJson } from "../../src/keys/fetch-json.ts";
import { watchForAccidents } from "../support/accidents.ts";
import { createClock, createStopwatch } from "../support/clock.ts";
import { configurationWith } from "../support/configuration.ts";
import { bearer, restRequestEvent } from "../support/events.ts";
import { createSigningKey, jwks } from "../support/keys.ts";
import {
  answering,
  createIdentity,
  type Identity,
  serveTls,
  type TestServer,
} from "../support/tls-server.ts";
import { mintToken } from "../support/tokens.ts";

const key = createSigningKey("ES256", "current");
const next = createSigningKey("ES256", "next");
const KEYS = jwks(key);
const HEALTHY = answering(KEYS);

let identity: Identity;
let server: TestServer;
let behaviour: RequestListener;

beforeAll(async () => {
  identity = await createIdentity();
  server = await serveTls(identity, (request, response) => behaviour(request, response));
});
beforeEach(() => {
  behaviour = HEALTHY;
});
afterAll(() => server.close());

/** The authorizer over real sockets, with a clock that only the test advances. */
function createTarget(fetchTimeoutSeconds = 3) {
  const clock = createClock();
  const configuration = configurationWith({
    issuer: {
      jwks_url: `${server.url}/jwks.json`,
      ca_certificates_pem: identity.caCertificatesPem,
      jwks_fetch_timeout_seconds: fetchTimeoutSeconds,
    },
  });
  const lines: string[] = [];
  const { authorize } = createAuthorizer(configuration, {
    now: clock.now,
    stopwatch: createStopwatch(),
    random: () => 0,
    fetchJson,
    readSecret: () => Promise.reject(new Error("no issuer has a secret")),
    writeProof: () => Promise.reject(new Error("there is no table")),
    write: (line) => void lines.push(line),
    functionName: "orders",
  });
  const call = async (signer = key): Promise<string> => {
    const token = mintToken(signer, { claims: { exp: 1_900_000_000 } });
    return authorize(restRequestEvent(bearer(token))).then(
      () => "200",
      (error: Error) => (error.message === "Unauthorized" ? "401" : "500"),
    );
  };
  // A key set without usable keys also has a line about the skipped keys, which has no reason.
  const reasons = (): readonly string[] =>
    lines.map((line) => JSON.parse(line).reason).filter((reason) => reason !== undefined);
  return { clock, call, reasons };
}

const FAILURES: Readonly<Record<string, RequestListener>> = {
  "answers 500": (_request, response) => void response.writeHead(500).end(),
  "answers 429": (_request, response) => void response.writeHead(429, { "retry-after": "1" }).end(),
  "sends half of a body": (_request, response) => {
    response.writeHead(200, { "content-length": "1000" }).end('{"keys":[', () => response.socket?.destroy());
  },
  "redirects to itself": (_request, response) => void response.writeHead(302, { location: server.url }).end(),
  "answers with a sign-in page": (_request, response) => void response.end("<html>"),
  "has no keys": answering({ keys: [] }),
  "has private keys only": answering({
    keys: [{ ...key.privateKey.export({ format: "jwk" }), kid: key.kid }],
  }),
  "closes the connection": (request) => void request.socket.destroy(),
  "closes the connection during the answer": (request, response) => {
    response.writeHead(200, { "content-length": "1000" }).write("{");
    setTimeout(() => request.socket.destroy(), 10);
  },
};

describe.each(Object.entries(FAILURES))("when the endpoint %s", (_name, failing) => {
  test("requests get a 500 until keys are fetched, and a 200 after the endpoint has recovered", async () => {
    const accidents = watchForAccidents();
    const { clock, call, reasons } = createTarget();
    behaviour = failing;
    expect(await call()).toBe("500");
    expect(reasons()).toEqual([expect.any(String), "keys_unavailable"]);
    behaviour = HEALTHY;
    expect(await call()).toBe("500");
    clock.advanceSeconds(1);
    expect(await call()).toBe("200");
    await accidents.expectNone();
  });

  test("requests with known keys get a 200 for an hour, and requests with unknown keys a 500", async () => {
    const accidents = watchForAccidents();
    const { clock, call } = createTarget();
    expect(await call()).toBe("200");
    behaviour = failing;
    clock.advanceSeconds(600);
    expect(await call()).toBe("200");
    expect(await call(next)).toBe("500");
    clock.advanceSeconds(3_600);
    expect(await call()).toBe("500");
    await accidents.expectNone();
  });
});

describe("over real sockets", () => {
  test("200 simultaneous first requests share one fetch", async () => {
    const { call } = createTarget();
    const before = server.requests();
    expect(await Promise.all(Array.from({ length: 200 }, () => call()))).toEqual(Array(200).fill("200"));
    expect(server.requests()).toBe(before + 1);
  });

  test("a token of a published key is accepted while keys are rotated, rotated back, emptied and restored", async () => {
    const { clock, call } = createTarget();
    const steps: readonly (readonly [RequestListener, Record<"key" | "next", string>])[] = [
      [answering(jwks(key)), { key: "200", next: "401" }],
      [answering(jwks(key, next)), { key: "200", next: "200" }],
      [answering(jwks(next)), { key: "401", next: "200" }],
      [answering(jwks(key)), { key: "200", next: "401" }],
      // An empty set is a failed fetch: the previous keys stay in use, within the stale bound.
      [answering({ keys: [] }), { key: "200", next: "500" }],
      [answering(jwks(key, next)), { key: "200", next: "200" }],
    ];
    for (const [listener, expected] of steps) {
      behaviour = listener;
      clock.advanceSeconds(601);
      expect({ key: await call(), next: await call(next) }).toEqual(expected);
      clock.advanceSeconds(31);
    }
  });

  test("every token of a known key is accepted while the endpoint goes up and down", async () => {
    const { clock, call } = createTarget();
    expect(await call()).toBe("200");
    for (let minute = 0; minute < 120; minute++) {
      behaviour = minute % 3 === 0 ? HEALTHY : (_request, response) => void response.writeHead(503).end();
      clock.advanceSeconds(60);
      expect(await call()).toBe("200");
    }
  });

  test("no request is refused if the clock jumps during a fetch, as after a freeze", async () => {
    const accidents = watchForAccidents();
    const { clock, call } = createTarget();
    let answer: (() => void) | undefined;
    behaviour = (_request, response) => {
      answer = () => void response.end(JSON.stringify(KEYS));
    };
    const frozen = call();
    await expect.poll(() => answer).toBeDefined();
    clock.advanceSeconds(3_600);
    behaviour = HEALTHY;
    // The next request finds a fetch that started an hour ago, and starts another.
    expect(await call()).toBe("200");
    answer?.();
    expect(await frozen).toBe("200");
    await accidents.expectNone();
  });

  test("a rotated key is found by one refetch", async () => {
    const { clock, call } = createTarget();
    expect(await call()).toBe("200");
    clock.advanceSeconds(1);
    behaviour = answering(jwks(key, next));
    const before = server.requests();
    expect(await Promise.all(Array.from({ length: 20 }, () => call(next)))).toEqual(Array(20).fill("200"));
    expect(server.requests()).toBe(before + 1);
  });

  test("an endpoint that never answers delays only the first request, until the deadline", async () => {
    const accidents = watchForAccidents();
    const { call } = createTarget(1);
    behaviour = () => undefined;
    expect(await call()).toBe("500");
    const requests = server.requests();
    expect(await call()).toBe("500");
    expect(server.requests()).toBe(requests);
    await accidents.expectNone();
  });

  test("an endpoint that closes the connection right after its answer causes no error", async () => {
    const accidents = watchForAccidents();
    const { call } = createTarget();
    behaviour = (request, response) => {
      response.end(JSON.stringify(KEYS), () => setImmediate(() => request.socket.destroy()));
    };
    expect(await call()).toBe("200");
    await accidents.expectNone();
  });
});
