import { type Authorizer, type AuthorizerDependencies, createAuthorizer } from "./authorizer.js";
import { createObjectReader } from "./aws/objects.js";
import { createSecretReader } from "./aws/secrets.js";
import { ConfigError, parseConfiguration } from "./config/configuration.js";
import { fetchDocument, parseLocation } from "./config/location.js";
import { createDeferredAuthorizer } from "./deferred-authorizer.js";
import type { Authorize } from "./extension/contract.js";
import { loadExtension } from "./extension/load.js";
import { fetchJson } from "./keys/fetch-json.js";
import { createDecisionLog } from "./log/decision-log.js";

/** What a function starts with. */
export interface StartOptions {
  /** The configuration document, or its location. */
  readonly document: string | undefined;
  /** Custom logic in the zip itself, instead of in a layer. */
  readonly authorize?: Authorize | undefined;
  /** Node's `require`, for the AWS SDK of the runtime and for a layer's package: neither may be bundled. */
  readonly requireModule: (name: string) => unknown;
  /** Replaced in tests. */
  readonly dependencies?: Partial<Omit<AuthorizerDependencies, "extension">> | undefined;
}

/** How long a fetch of the configuration may take, in milliseconds. The rest of the shortest `timeout` remains for the decision. */
const CONFIGURATION_DEADLINE_MS = 1_500;

/** What the log holds while the configuration, which says more about it, is not there. */
const REFUSALS_ONLY = { logAllowed: undefined, metricsNamespace: undefined };

/** `performance.now` does the same, but loads a module. */
function stopwatch(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Instead of console.log, because the runtime would prefix the JSON with time and request id. */
const write = (line: string): void => void process.stdout.write(line);

/**
 * Makes the authorizer of a Lambda function and starts to fetch its keys. If the configuration is in S3, it is fetched
 * first; until that succeeds with the expected hash, every request is refused with a 500.
 *
 * @throws ConfigError if the configuration is invalid, or what the package of an extension throws. The function then fails
 * to initialize, and the gateway answers every request with a 500.
 */
export function startAuthorizer(options: StartOptions): Pick<Authorizer, "authorize"> {
  const { document, authorize, requireModule } = options;
  const dependencies = {
    now: Date.now,
    stopwatch,
    random: Math.random,
    fetchJson,
    readSecret: createSecretReader(requireModule),
    write,
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"] ?? "unknown",
    ...options.dependencies,
  };

  function start(configuration: string | undefined): Authorizer {
    const parsed = parseConfiguration(configuration, dependencies.now());
    const extension = extensionOf(parsed.extension, authorize, requireModule);
    const authorizer = createAuthorizer(parsed, { ...dependencies, extension });
    authorizer.prefetchKeys();
    return authorizer;
  }

  const location = parseLocation(document);
  if (location === undefined) {
    return start(document);
  }
  const load = async (): Promise<Authorizer> => {
    const signal = AbortSignal.timeout(CONFIGURATION_DEADLINE_MS);
    return start(await fetchDocument(location, createObjectReader(requireModule), signal));
  };
  const log = createDecisionLog(REFUSALS_ONLY, dependencies);
  return createDeferredAuthorizer(load, dependencies.now, dependencies.stopwatch, log);
}

/** Configured custom logic that is missing must not be ignored: what it would refuse would be allowed. */
function extensionOf(
  settings: { readonly module: string | undefined } | undefined,
  authorize: Authorize | undefined,
  requireModule: StartOptions["requireModule"],
): Authorize | undefined {
  if (authorize !== undefined && settings?.module !== undefined) {
    const message = "must not be set, because this zip contains the logic: one of the two would be ignored";
    throw new ConfigError([{ path: "extension.module", message }]);
  }
  if (settings === undefined || authorize !== undefined) {
    return authorize;
  }
  if (settings.module === undefined) {
    const message = "must name the package with the logic, because this zip contains none";
    throw new ConfigError([{ path: "extension.module", message }]);
  }
  return loadExtension(settings.module, requireModule);
}
