import { createAuthorizer } from "./authorizer.js";
import { parseConfiguration } from "./config.js";
import { fetchJson } from "./keys/fetch-json.js";

/**
 * The Lambda entry. A configuration that can't be used throws here, at init: the function then never answers,
 * and the gateway refuses every request with a 500.
 */
const authorizer = createAuthorizer(parseConfiguration(process.env["AUTHORIZER_CONFIG"]), {
  now: Date.now,
  random: Math.random,
  fetchJson,
  // Not console.log: the runtime would put time and request id in front of the JSON.
  write: (line) => process.stdout.write(line),
});

authorizer.prefetchKeys();

/** The handler of the function: one authorizer event in, one policy out. */
export const handler = (event: unknown) => authorizer.authorize(event);
