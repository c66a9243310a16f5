import { type Authorizer, type AuthorizerDependencies, createAuthorizer } from "./authorizer.js";
import { DYNAMODB_SDK } from "./aws/dynamodb.js";
import { createObjectReader } from "./aws/objects.js";
import { createProofWriter } from "./aws/proofs.js";
import { createRevocationReader } from "./aws/revocations.js";
import { createSecretReader } from "./aws/secrets.js";
import { createFetchTracer } from "./aws/trace.js";
import { ConfigError, parseConfiguration, unpackedDocument } from "./config/configuration.js";
import { fetchDocument, parseLocation, sha256Of } from "./config/location.js";
import { createDeferredAuthorizer } from "./deferred-authorizer.js";
import type { Authorize } from "./extension/contract.js";
import { loadExtension } from "./extension/load.js";
import type { AuthorizerResponse } from "./gateway/response.js";
import { type FetchJson, fetchJson } from "./keys/fetch-json.js";
import { createDecisionLog } from "./log/decision-log.js";
import { answerSelfCheck, type SelfCheckAnswer, type SelfCheckRequest, selfCheckIn } from "./self-check.js";

/** What a function starts with. */
export interface StartOptions {
  /** The configuration document, or its location. */
  readonly document: string | undefined;
  /** Custom logic in the zip itself, instead of in a layer. */
  readonly authorize?: Authorize | undefined;
  /** Node's `require`, for the AWS SDK of the runtime and for a layer's package: neither may be bundled. */
  readonly requireModule: (name: string) => unknown;
  /** Replaced in tests. */
  readonly dependencies?: Partial<Omit<AuthorizerDependencies, "extension" | "traceFetch">> | undefined;
}

/**
 * The handler of the Lambda function.
 *
 * @param event of an API Gateway authorizer, or the event that asks for a self-check
 * @param context of the invocation
 */
export type Handler = (event: unknown, context?: unknown) => Promise<AuthorizerResponse | SelfCheckAnswer>;

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
 * Makes the handler of a Lambda function and starts to fetch its keys. If the configuration is in S3, it is fetched
 * first; until that succeeds with the expected hash, every request is refused with a 500.
 *
 * @throws ConfigError if the configuration is invalid, or what the package of an extension throws. The function then fails
 * to initialize, and the gateway answers every request with a 500.
 */
export function startAuthorizer(options: StartOptions): Handler {
  const { document, authorize, requireModule } = options;
  const dependencies = {
    now: Date.now,
    stopwatch,
    random: Math.random,
    fetchJson,
    readSecret: createSecretReader(requireModule),
    readRevocations: createRevocationReader(requireModule, Date.now),
    writeProof: createProofWriter(requireModule, Date.now),
    write,
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"] ?? "unknown",
    ...options.dependencies,
  };

  function start(configuration: string | undefined): Authorizer {
    const parsed = parseConfiguration(configuration, dependencies.now());
    const extension = extensionOf(parsed.extension, authorize, requireModule);
    const authorizer = createAuthorizer(parsed, {
      ...dependencies,
      fetchJson: throughProxy(parsed.httpsProxyUrl, dependencies.fetchJson),
      traceFetch: parsed.traceKeyFetches ? createFetchTracer(dependencies.now) : undefined,
      extension,
    });
    authorizer.prefetchKeys();
    if (parsed.revocation !== undefined || parsed.dpop?.replayTableArn !== undefined) {
      // With 128 MB, to load it takes longer than a write may. If it is missing, the start fails, and not each request.
      requireModule(DYNAMODB_SDK);
    }
    return authorizer;
  }

  const location = parseLocation(document);
  if (location === undefined) {
    return handlerOf(start(document), () => sha256Of(unpackedDocument(document ?? "")));
  }
  const load = async (): Promise<Authorizer> => {
    const signal = AbortSignal.timeout(CONFIGURATION_DEADLINE_MS);
    return start(await fetchDocument(location, createObjectReader(requireModule), signal));
  };
  const log = createDecisionLog(REFUSALS_ONLY, dependencies);
  const deferred = createDeferredAuthorizer(load, dependencies.now, dependencies.stopwatch, log);
  return handlerOf(deferred, () => location.sha256);
}

function handlerOf(
  { authorize, checkKeys, checkRevocation }: Omit<Authorizer, "prefetchKeys">,
  configurationSha256: () => string,
): Handler {
  async function answer(request: SelfCheckRequest, context: unknown): Promise<SelfCheckAnswer> {
    const keys = await checkKeys(context);
    return answerSelfCheck(request, keys, await checkRevocation(), configurationSha256(), context);
  }

  return (event, context) => {
    const request = selfCheckIn(event);
    return request === undefined ? authorize(event, context) : answer(request, context);
  };
}

function throughProxy(proxyUrl: string | undefined, fetch: FetchJson): FetchJson {
  return proxyUrl === undefined ? fetch : (url, options) => fetch(url, { ...options, proxyUrl });
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
