import { type Authorizer, type AuthorizerDependencies, createAuthorizer } from "./authorizer.js";
import { createObjectReader } from "./aws/objects.js";
import { createSecretReader } from "./aws/secrets.js";
import { ConfigError, parseConfiguration } from "./config/configuration.js";
import { fetchDocument, parseLocation } from "./config/location.js";
import { createDeferredAuthorizer } from "./deferred-authorizer.js";
import type { Authorize } from "./extension/contract.js";
import { loadExtension } from "./extension/load.js";
import { fetchJson } from "./keys/fetch-json.js";

/** What a function is started with. */
export interface StartOptions {
  /** The configuration document, or where it is. */
  readonly document: string | undefined;
  /** Custom logic that the zip brings along, instead of that of a layer. */
  readonly authorize?: Authorize | undefined;
  /** Node's `require`: the AWS SDK is the runtime's, and no bundler may follow it; a layer's package likewise. */
  readonly requireModule: (name: string) => unknown;
  /** What of the world to replace, in tests. */
  readonly dependencies?: Partial<Omit<AuthorizerDependencies, "extension">> | undefined;
}

/** For a fetch of the configuration, in milliseconds: the rest of the least `timeout` is left to decide in. */
const CONFIGURATION_DEADLINE_MS = 1_500;

/** Not console.log: the runtime would put time and request id in front of the JSON. */
const write = (line: string): void => void process.stdout.write(line);

/**
 * Makes the authorizer of a Lambda function and starts to fetch its keys. A configuration that is in S3 is fetched from
 * here on; while it can't be had, or isn't the one that the environment names, every request is refused with a 500.
 *
 * @throws ConfigError, or what the package of an extension throws, for a configuration that can't be used: at init the
 * function then never answers, and the gateway refuses every request with a 500
 */
export function startAuthorizer(options: StartOptions): Pick<Authorizer, "authorize"> {
  const { document, authorize, requireModule } = options;
  const dependencies = {
    now: Date.now,
    random: Math.random,
    fetchJson,
    readSecret: createSecretReader(requireModule),
    write,
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
  return createDeferredAuthorizer(load, dependencies.now, dependencies.write);
}

/** Logic that the configuration names and nobody brought must not be passed over: what it would refuse would get in. */
function extensionOf(
  settings: { readonly module: string | undefined } | undefined,
  authorize: Authorize | undefined,
  requireModule: StartOptions["requireModule"],
): Authorize | undefined {
  if (authorize !== undefined && settings?.module !== undefined) {
    const message = "must be left out, for this zip brings the logic along: one of both would not be asked";
    throw new ConfigError([{ path: "extension.module", message }]);
  }
  if (settings === undefined || authorize !== undefined) {
    return authorize;
  }
  if (settings.module === undefined) {
    const message = "must name the package that has the logic, for this zip brings none along";
    throw new ConfigError([{ path: "extension.module", message }]);
  }
  return loadExtension(settings.module, requireModule);
}
