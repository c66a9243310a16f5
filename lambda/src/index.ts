import { type Authorizer, createAuthorizer } from "./authorizer.js";
import { createObjectReader } from "./aws/objects.js";
import { createSecretReader } from "./aws/secrets.js";
import { parseConfiguration } from "./config/configuration.js";
import { fetchDocument, parseLocation } from "./config/location.js";
import { fetchJson } from "./keys/fetch-json.js";
import { createLazily } from "./lazily.js";

/**
 * The Lambda entry. A configuration that can't be used throws here, at init: the function then never answers,
 * and the gateway refuses every request with a 500. One that is in S3 is fetched from here on; while it can't be had,
 * or isn't the one that the environment names, every request is refused with a 500.
 */
const document = process.env["AUTHORIZER_CONFIG"];
const location = parseLocation(document);

// Not console.log: the runtime would put time and request id in front of the JSON.
const write = (line: string): void => void process.stdout.write(line);

/** For a fetch of the configuration, in milliseconds: the rest of the least `timeout` is left to decide in. */
const CONFIGURATION_DEADLINE_MS = 1_500;

function start(configuration: string | undefined): Authorizer {
  const authorizer = createAuthorizer(parseConfiguration(configuration), {
    now: Date.now,
    random: Math.random,
    fetchJson,
    // A variable, which no bundler follows: the SDK is the runtime's.
    readSecret: createSecretReader((name) => require(name)),
    write,
  });
  authorizer.prefetchKeys();
  return authorizer;
}

const authorizer =
  location === undefined
    ? start(document)
    : createLazily(
        async () => {
          const signal = AbortSignal.timeout(CONFIGURATION_DEADLINE_MS);
          const readObject = createObjectReader((name) => require(name));
          return start(await fetchDocument(location, readObject, signal));
        },
        Date.now,
        write,
      );

/** The handler of the function: one authorizer event in, one policy out. */
export const handler = (event: unknown) => authorizer.authorize(event);
