import { FetchError } from "../keys/fetch-json.js";
import type { ReadSecret, SecretVersion, StoredSecret } from "../keys/shared-secret.js";

/** What of the AWS SDK is used, which the Lambda runtime brings along. */
type SecretsManager = typeof import("@aws-sdk/client-secrets-manager");
type Ssm = typeof import("@aws-sdk/client-ssm");

interface Client {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: { readonly httpsAgent: { readonly keepAlive: boolean } };
}

/**
 * Reads secrets of Secrets Manager and SecureStrings of SSM with the runtime's own AWS SDK, which is loaded when the
 * first secret is read: it costs a cold start more than all of ours.
 *
 * @param load `require` of a CommonJS module
 */
export function createSecretReader(load: (name: string) => unknown): ReadSecret {
  return async (arn, withPrevious, signal) => {
    try {
      return arn.split(":")[2] === "ssm"
        ? await readParameter(load("@aws-sdk/client-ssm") as Ssm, arn, withPrevious, signal)
        : await readSecret(
            load("@aws-sdk/client-secrets-manager") as SecretsManager,
            arn,
            withPrevious,
            signal,
          );
    } catch (error) {
      throw error instanceof FetchError ? error : new FetchError(reasonOf(error, signal));
    }
  };
}

async function readSecret(
  sdk: SecretsManager,
  arn: string,
  withPrevious: boolean,
  abortSignal: AbortSignal,
): Promise<StoredSecret> {
  const client = new sdk.SecretsManagerClient(clientFor(arn));
  const read = (stage: string) =>
    client.send(new sdk.GetSecretValueCommand({ SecretId: arn, VersionStage: stage }), { abortSignal });
  const current = await read("AWSCURRENT");
  const previous = withPrevious ? await unlessMissing(read("AWSPREVIOUS")) : undefined;
  return {
    current: versionOf(current.SecretString ?? current.SecretBinary),
    // When the current version was made. A secret that was never changed has none before it.
    changedAt: current.CreatedDate?.getTime() ?? 0,
    previous: optionalVersion(previous?.SecretString ?? previous?.SecretBinary),
  };
}

async function readParameter(
  sdk: Ssm,
  arn: string,
  withPrevious: boolean,
  abortSignal: AbortSignal,
): Promise<StoredSecret> {
  const client = new sdk.SSMClient(clientFor(arn));
  const read = (name: string) =>
    client.send(new sdk.GetParameterCommand({ Name: name, WithDecryption: true }), { abortSignal });
  const { Parameter: current } = await read(arn);
  const { Name: name, Version: version = 1, Type: type } = current ?? {};
  if (type !== "SecureString") {
    throw new FetchError("the parameter is not a SecureString");
  }
  const hasPrevious = withPrevious && name !== undefined && version > 1;
  const previous = hasPrevious ? await unlessMissing(read(`${name}:${version - 1}`)) : undefined;
  return {
    current: versionOf(current?.Value),
    changedAt: current?.LastModifiedDate?.getTime() ?? 0,
    previous: optionalVersion(previous?.Parameter?.Value),
  };
}

/** A connection of its own for each call: a kept one would be dead after a freeze without our knowing. */
function clientFor(arn: string): Client {
  const region = arn.split(":")[3] ?? "";
  return { region, maxAttempts: 1, requestHandler: { httpsAgent: { keepAlive: false } } };
}

function versionOf(value: string | Uint8Array | undefined): SecretVersion {
  if (value === undefined) {
    throw new FetchError("the secret has no value");
  }
  return { value };
}

/** A secret that was made without a value has had none before its first. */
function optionalVersion(value: string | Uint8Array | undefined): SecretVersion | undefined {
  return value === undefined ? undefined : { value };
}

/** Undefined where there is no such thing: errors of an SDK are told apart by their names. */
async function unlessMissing<Result>(result: Promise<Result>): Promise<Result | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Error && /^(ResourceNotFoundException|ParameterVersionNotFound)$/.test(error.name)) {
      return undefined;
    }
    throw error;
  }
}

/** The name of an SDK's error says what is wrong and nothing about what. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) {
    return "deadline exceeded";
  }
  const name = error instanceof Error ? error.name : "";
  return /^[A-Za-z]{1,64}$/.test(name) ? name : "the secret could not be read";
}
