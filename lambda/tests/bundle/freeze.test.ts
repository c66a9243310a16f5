import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { runBundle } from "../support/bundle.ts";
import { validDocument } from "../support/configuration.ts";
import { duringTest } from "../support/during-test.ts";
import { createSigningKey, jwks } from "../support/keys.ts";
import { callNow, settingsFor, untilInDays } from "../support/local-issuer.ts";
import { createIdentity, type Identity, serveTls } from "../support/tls-server.ts";

/** Long enough for a TLS handshake on a busy machine. */
const DEADLINE_MS = 4000;
/** The process thaws less than a second after the deadline of its fetch. */
const FREEZE_MS = DEADLINE_MS + 500;

const seed = createSigningKey("ES256", "seed");
const next = createSigningKey("ES256", "next");

let identity: Identity;

beforeAll(async () => {
  identity = await createIdentity();
});

/**
 * Starts a process that has the seed key, and an endpoint that holds the first request for keys back.
 *
 * @param answer answers the requests after that
 */
async function startSeeded(answer: (response: ServerResponse) => void) {
  const endpoint = new EventEmitter();
  const firstRequest: Promise<ServerResponse[]> = once(endpoint, "request");
  const server = await duringTest(
    serveTls(identity, (_request, response) => {
      if (!endpoint.emit("request", response)) {
        answer(response);
      }
    }),
  );
  const issuer = {
    ...settingsFor(server, identity),
    jwks: jwks(seed),
    jwks_use_until: untilInDays(1),
    jwks_fetch_timeout_seconds: DEADLINE_MS / 1000,
  };
  const bundle = await runBundle(JSON.stringify(validDocument({ issuer })));
  onTestFinished(bundle.stop);
  expect(bundle.initError).toBeUndefined();
  return { server, bundle, event: callNow(server, seed), firstRequest };
}

const answerNext = (response: ServerResponse) => void response.end(JSON.stringify(jwks(next)));

test("a withdrawn key goes out of use although the process is frozen after each response", async () => {
  const { server, bundle, event, firstRequest } = await startSeeded(answerNext);
  expect((await bundle.invoke(event)).response).toBeDefined();
  const [response] = await firstRequest;
  const thawed = bundle.freeze(FREEZE_MS);
  answerNext(response as ServerResponse);
  await thawed;
  expect(server.requests()).toBe(1);
  const refused = await bundle.invoke(event);
  expect(refused.error).toBe("Unauthorized");
  expect(refused.lines.map((line) => JSON.parse(line).reason)).toEqual(["key_unknown"]);
});

test("an endpoint that never answers is reported once, by the next request", async () => {
  const { bundle, event, firstRequest } = await startSeeded(() => undefined);
  await bundle.invoke(event);
  await firstRequest;
  await bundle.freeze(FREEZE_MS);
  const { response, lines } = await bundle.invoke(event);
  expect(response).toBeDefined();
  expect(lines.map((line) => JSON.parse(line).reason)).toEqual(["deadline exceeded"]);
});
