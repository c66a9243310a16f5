import type { RequestListener } from "node:http";
import { createAuthorizer } from "../../src/authorizer.ts";
import { parseConfiguration } from "../../src/config/configuration.ts";
import { isJsonObject, parseJsonObject } from "../../src/json.ts";
import { FetchError } from "../../src/keys/fetch-json.ts";
import { prepareBundle } from "../support/bundle.ts";
import { JWKS_URL } from "../support/configuration.ts";
import { createIdentity, serveTls, type TestServer } from "../support/tls-server.ts";
import { NOW_SECONDS } from "../support/tokens.ts";
import type { Fuzzed } from "./subjects.ts";

/** The authorizer from source, with a network that answers with the key set. */
export const fromSource: Fuzzed = {
  load: (document, keySet) =>
    createAuthorizer(parseConfiguration(document, NOW_SECONDS * 1000), {
      now: () => NOW_SECONDS * 1000,
      stopwatch: () => 0,
      random: () => 0,
      fetchJson: async () => {
        const parsed = isJsonObject(keySet) ? parseJsonObject(JSON.stringify(keySet)) : undefined;
        if (parsed === undefined) {
          throw new FetchError("body is not a valid JSON object");
        }
        return { document: parsed };
      },
      readSecret: () => Promise.reject(new FetchError("no secret")),
      writeProof: () => Promise.reject(new Error("there is no table")),
      write: () => undefined,
      functionName: "orders",
    }).authorize,
};

/** The committed bundle, which reads this process's clock and fetches keys over TLS. */
export interface BundleTarget extends Pick<TestServer, "close"> {
  readonly fuzzed: Fuzzed;
}

/** Prepares the bundle. The clock must be stopped at {@link NOW_SECONDS} before the first case. */
export async function fromBundle(): Promise<BundleTarget> {
  const load = await prepareBundle();
  const identity = await createIdentity();
  const keySets = new Map<string, unknown>();
  const listener: RequestListener = (request, response) => {
    response.end(JSON.stringify(keySets.get(request.url ?? "")) ?? "");
  };
  const server = await serveTls(identity, listener);
  let number = 0;
  return {
    close: server.close,
    fuzzed: {
      load: (document, keySet) => {
        const path = `/${++number}`;
        keySets.set(path, keySet);
        // A mutated configuration may name another URL, where no server answers.
        const pem = JSON.stringify(identity.caCertificatesPem);
        const configured = document
          .replace(JSON.stringify(JWKS_URL), JSON.stringify(server.url + path))
          .replace('"ca_certificates_pem":null', `"ca_certificates_pem":${pem}`);
        return load(configured).handler;
      },
    },
  };
}
