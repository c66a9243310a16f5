import { FetchError } from "../keys/fetch-json.js";
import type { ReadSecret, SecretVersion, StoredSecret } from "../keys/shared-secret.js";

/** The AWS SDK is part of the Lambda runtime. */
type SecretsManager = typeof import("@aws-sdk/client-secrets-manager");
type Ssm = typeof import("@aws-sdk/client-ssm");

interface Client {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: { readonly httpsAgent: { readonly keepAlive: boolean } };
}

/**
 * Reads secrets from Secrets Manager and SecureStrings from SSM with the AWS SDK of the Lambda runtime. It is loaded
 * when the first secret is read, because loading it takes longer than the whole cold start without it.
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
    // When the current version was created. A secret that was never changed has no previous version.
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

/** Each call uses a new connection: a kept one may be dead after Lambda has frozen the process. */
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

/** If a secret was created without a value, its first value has no previous one. */
function optionalVersion(value: string | Uint8Array | undefined): SecretVersion | undefined {
  return value === undefined ? undefined : { value };
}

/** Undefined if the version doesn't exist. The names of the SDK's errors are stable. */
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

/** The name of an SDK error is safe to log; its message may contain an ARN. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) {
    return "deadline exceeded";
  }
  const name = error instanceof Error ? error.name : "";
  return /^[A-Za-z]{1,64}$/.test(name) ? name : "the secret could not be read";
}
