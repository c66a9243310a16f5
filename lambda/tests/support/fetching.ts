import type { RequestListener } from "node:http";
import { beforeEach } from "vitest";
import { fetchJson } from "../../src/keys/fetch-json.ts";
import { watchForAccidents } from "./accidents.ts";
import { duringTest } from "./during-test.ts";
import { createIdentity, type Identity, serveTls } from "./tls-server.ts";

/** Fetches over TLS, and the servers to fetch from. */
export interface Fetching {
  readonly identity: Identity;
  /** Fetches a document, and trusts only this identity. */
  readonly fetchFrom: (url: string, deadlineMilliseconds?: number) => Promise<unknown>;
  /** Starts a server with this identity, which runs until the test ends, and returns its URL. */
  readonly serve: (listener: RequestListener) => Promise<string>;
}

/** Prepares a test file for fetches over TLS. Each of its tests fails if an error is not caught. */
export async function prepareFetching(): Promise<Fetching> {
  const identity = await createIdentity();
  // Registered first, so that it runs last: after the servers are closed.
  beforeEach(({ onTestFinished }) => onTestFinished(watchForAccidents().expectNone));

  return {
    identity,
    fetchFrom: async (url, deadlineMilliseconds = 20_000) => {
      const signal = AbortSignal.timeout(deadlineMilliseconds);
      return (await fetchJson(url, { ca: identity.caCertificatesPem, signal })).document;
    },
    serve: async (listener) => (await duringTest(serveTls(identity, listener))).url,
  };
}
